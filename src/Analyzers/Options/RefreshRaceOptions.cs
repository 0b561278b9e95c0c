using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.Analyzers.Options;

/// <summary>The options of .editorconfig and global analyzer configs, typed.</summary>
internal sealed class RefreshRaceOptions(AnalyzerConfigOptionsProvider provider)
{
    /// <summary><c>refreshrace.refresh_methods</c>: documentation ids (<c>M:…</c>, <c>T:…</c>) or simple names (<c>Type.Method</c>, <c>Method</c>), separated by <c>|</c>.</summary>
    public SymbolNameSet RefreshMethods(SyntaxTree tree) => Names(tree, "refreshrace.refresh_methods");

    /// <summary><c>refreshrace.guard_methods</c>: methods that run a delegate, or hold a lock for their caller, so that a refresh under them is guarded.</summary>
    public SymbolNameSet GuardMethods(SyntaxTree tree) => Names(tree, "refreshrace.guard_methods");

    /// <summary><c>refreshrace.excluded_symbols</c>: members or types in which nothing is reported.</summary>
    public SymbolNameSet ExcludedSymbols(SyntaxTree tree) => Names(tree, "refreshrace.excluded_symbols");

    /// <summary><c>refreshrace.single_caller</c>: true where nothing in this code runs concurrently (a console tool); race rules are then silent.</summary>
    public bool SingleCaller(SyntaxTree tree) =>
        provider.GetOptions(tree).TryGetValue("refreshrace.single_caller", out var text) && bool.TryParse(text.Trim(), out var value) && value;

    private SymbolNameSet Names(SyntaxTree tree, string key) =>
        provider.GetOptions(tree).TryGetValue(key, out var text) && text.Length > 0 ? SymbolNameSet.Parse(text) : SymbolNameSet.Empty;
}
