using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.Docs.Tests.Snippets;

/// <summary>The options of an <c>ini</c> block, as the compiler hands them to the analyzer for the page's code alone.</summary>
internal sealed class SnippetOptions(SyntaxTree page, string editorConfig) : AnalyzerConfigOptionsProvider
{
    private readonly Options _page = new(Parse(editorConfig));
    private readonly Options _none = new([]);

    public override AnalyzerConfigOptions GlobalOptions => _none;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => tree == page ? _page : _none;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _none;

    private static Dictionary<string, string> Parse(string editorConfig)
    {
        var set = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(editorConfig, "/.editorconfig") });
        return set.GetOptionsForSourcePath("/Page.cs").AnalyzerOptions.ToDictionary();
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key.ToLowerInvariant(), out value);
    }
}
