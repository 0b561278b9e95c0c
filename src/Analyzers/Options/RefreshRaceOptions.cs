using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.Analyzers.Options;

/// <summary>The options of .editorconfig and global analyzer configs, typed. A value that cannot be read counts as absent here; <see cref="Malformed"/> says so to the user.</summary>
internal sealed class RefreshRaceOptions(AnalyzerConfigOptionsProvider provider)
{
    public const string RefreshMethodsKey = "refreshrace.refresh_methods";
    public const string GuardMethodsKey = "refreshrace.guard_methods";
    public const string ExcludedSymbolsKey = "refreshrace.excluded_symbols";
    public const string SingleCallerKey = "refreshrace.single_caller";

    /// <summary>Methods that redeem a refresh token: documentation ids (<c>M:…</c>, <c>T:…</c>) or simple names (<c>Type.Method</c>, <c>Method</c>), separated by <c>|</c>.</summary>
    public SymbolNameSet RefreshMethods(SyntaxTree tree) => Names(tree, RefreshMethodsKey);

    /// <summary>Methods that run a delegate under a guard, or hold a guard for their caller, so that a refresh under them is guarded.</summary>
    public SymbolNameSet GuardMethods(SyntaxTree tree) => Names(tree, GuardMethodsKey);

    /// <summary>Members or types in which nothing is reported.</summary>
    public SymbolNameSet ExcludedSymbols(SyntaxTree tree) => Names(tree, ExcludedSymbolsKey);

    /// <summary>True where nothing in this code runs concurrently (a console tool); race rules are then silent.</summary>
    public bool SingleCaller(SyntaxTree tree) => Text(tree, SingleCallerKey) is { } text && bool.TryParse(text, out var value) && value;

    /// <summary>The options of a tree whose values cannot be read, with what was expected.</summary>
    public IEnumerable<(string Key, string Value, string Expected)> Malformed(SyntaxTree tree)
    {
        if (Text(tree, SingleCallerKey) is { } flag && !bool.TryParse(flag, out _))
        {
            yield return (SingleCallerKey, flag, "true or false");
        }

        foreach (var key in new[] { RefreshMethodsKey, GuardMethodsKey, ExcludedSymbolsKey })
        {
            if (Text(tree, key) is { } text && SymbolNameSet.FirstMalformed(text) is { } entry)
            {
                yield return (key, entry, "documentation ids such as M:Ns.Type.Method, or names such as Type.Method, separated by |");
            }
        }
    }

    private SymbolNameSet Names(SyntaxTree tree, string key) => Text(tree, key) is { } text ? SymbolNameSet.Parse(text) : SymbolNameSet.Empty;

    private string? Text(SyntaxTree tree, string key) => provider.GetOptions(tree).TryGetValue(key, out var text) && text.Trim() is { Length: > 0 } value ? value : null;
}
