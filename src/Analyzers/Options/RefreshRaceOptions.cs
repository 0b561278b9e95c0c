using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.Analyzers.Options;

/// <summary>The options of .editorconfig and global analyzer configs, typed. A value that cannot be read counts as absent here; <see cref="Malformed"/> says so to the user.</summary>
internal sealed class RefreshRaceOptions(AnalyzerConfigOptionsProvider provider)
{
    // Each text is read once, however many files it applies to.
    private readonly ConcurrentDictionary<string, SymbolNameSet> _parsed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> _firstMalformed = new(StringComparer.Ordinal);

    public const string RefreshMethodsKey = "refreshrace.refresh_methods";
    public const string GuardMethodsKey = "refreshrace.guard_methods";
    public const string ExcludedSymbolsKey = "refreshrace.excluded_symbols";
    public const string SingleCallerKey = "refreshrace.single_caller";
    public const string AnalyzeTestsKey = "refreshrace.analyze_tests";

    // Set by the targets of the package, for its own use.
    private const string InstalledKey = "build_property.RefreshRacePackage";

    /// <summary>Whether the project has installed the package; false also where only the command reads it.</summary>
    public bool IsInstalled => Text(provider.GlobalOptions, InstalledKey) == "true";

    /// <summary>Methods that redeem a refresh token: documentation ids (<c>M:…</c>, <c>T:…</c>) or simple names (<c>Type.Method</c>, <c>Method</c>), separated by <c>|</c>.</summary>
    public SymbolNameSet RefreshMethods(SyntaxTree tree) => Names(tree, RefreshMethodsKey);

    /// <summary>Methods that run a delegate under a guard, or hold a guard for their caller, so that a refresh under them is guarded.</summary>
    public SymbolNameSet GuardMethods(SyntaxTree tree) => Names(tree, GuardMethodsKey);

    /// <summary>Members or types in which nothing is reported.</summary>
    public SymbolNameSet ExcludedSymbols(SyntaxTree tree) => Names(tree, ExcludedSymbolsKey);

    /// <summary>True where nothing in this code runs concurrently (a console tool); race rules are then silent.</summary>
    public bool SingleCaller(SyntaxTree tree) => Flag(tree, SingleCallerKey);

    /// <summary>True where test code is analysed as any other.</summary>
    public bool AnalyzeTests(SyntaxTree tree) => Flag(tree, AnalyzeTestsKey);

    /// <summary>The options of a tree whose values cannot be read.</summary>
    public ImmutableArray<MalformedOption> Malformed(SyntaxTree tree)
    {
        // Nearly every file has none of the options: that is told without a list.
        var options = provider.GetOptions(tree);
        var (flag, tests, refreshes) = (Text(options, SingleCallerKey), Text(options, AnalyzeTestsKey), Text(options, RefreshMethodsKey));
        var (guards, excluded) = (Text(options, GuardMethodsKey), Text(options, ExcludedSymbolsKey));
        if ((flag ?? tests ?? refreshes ?? guards ?? excluded) is null)
        {
            return ImmutableArray<MalformedOption>.Empty;
        }

        var problems = ImmutableArray.CreateBuilder<MalformedOption>();
        AddFlag(SingleCallerKey, flag);
        AddFlag(AnalyzeTestsKey, tests);
        Add(RefreshMethodsKey, refreshes);
        Add(GuardMethodsKey, guards);
        Add(ExcludedSymbolsKey, excluded);
        return problems.ToImmutable();

        void AddFlag(string key, string? text)
        {
            if (text is not null && !bool.TryParse(text, out _))
            {
                problems.Add(new MalformedOption(key, text, "true or false"));
            }
        }

        void Add(string key, string? text)
        {
            if (text is not null && _firstMalformed.GetOrAdd(text, static names => SymbolNameSet.FirstMalformed(names)) is { } entry)
            {
                problems.Add(new MalformedOption(key, entry, "documentation ids such as M:Ns.Type.Method, or names such as Type.Method, separated by |"));
            }
        }
    }

    private bool Flag(SyntaxTree tree, string key) => Text(tree, key) is { } text && bool.TryParse(text, out var value) && value;

    private SymbolNameSet Names(SyntaxTree tree, string key) => Text(provider.GetOptions(tree), key) is { } text ? _parsed.GetOrAdd(text, SymbolNameSet.Parse) : SymbolNameSet.Empty;

    private string? Text(SyntaxTree tree, string key) => Text(provider.GetOptions(tree), key);

    private static string? Text(AnalyzerConfigOptions options, string key) => options.TryGetValue(key, out var text) && text.Trim() is { Length: > 0 } value ? value : null;
}
