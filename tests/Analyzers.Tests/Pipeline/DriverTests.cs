using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Pipeline;

/// <summary>A build asks for all files at once, an editor for one file or for a part of it. Whoever asks, the findings are there.</summary>
public sealed class DriverTests
{
    private const string Source = """
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading.Tasks;

        public sealed class Sessions(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RefreshAsync()
            {
                var answer = await http.PostAsync("/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = _refreshToken,
                }));
                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }

            public Task FirstAsync() => Task.WhenAll(RefreshAsync(), RefreshAsync());
        }
        """;

    /// <summary>A build without a documentation file parses no documentation comments; an editor always does.</summary>
    [Theory]
    [InlineData(DocumentationMode.None)]
    [InlineData(DocumentationMode.Parse)]
    [InlineData(DocumentationMode.Diagnose)]
    public async Task A_build_is_told(DocumentationMode mode) =>
        Assert.Equal(["RR0001"], Ids(await Driver(mode).GetAnalyzerDiagnosticsAsync()));

    [Theory]
    [InlineData(DocumentationMode.None)]
    [InlineData(DocumentationMode.Parse)]
    public async Task An_editor_is_told_about_a_file(DocumentationMode mode)
    {
        var driver = Driver(mode);
        var model = driver.Compilation.GetSemanticModel(driver.Compilation.SyntaxTrees.Single());

        Assert.Equal(["RR0001"], Ids(await driver.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, CancellationToken.None)));
    }

    /// <summary>Statements without a type around them have no declaration of their own, yet the file is told once.</summary>
    [Theory]
    [InlineData(DocumentationMode.None)]
    [InlineData(DocumentationMode.Parse)]
    public async Task A_build_of_top_level_statements_is_told_once(DocumentationMode mode)
    {
        const string Statements = """
            using System.Collections.Generic;
            using System.Net.Http;
            using System.Threading.Tasks;

            var sessions = new Sessions(new HttpClient());
            await sessions.FirstAsync();

            """;
        var source = Statements + Source[Source.IndexOf("public", StringComparison.Ordinal)..];

        Assert.Equal(["RR0001"], Ids(await Driver(mode, source, OutputKind.ConsoleApplication).GetAnalyzerDiagnosticsAsync()));
    }

    /// <summary>A light bulb asks for the lines around the caret alone.</summary>
    [Fact]
    public async Task A_light_bulb_is_told_about_its_lines()
    {
        var driver = Driver(DocumentationMode.Parse);
        var tree = driver.Compilation.SyntaxTrees.Single();
        var finding = Assert.Single(await Driver(DocumentationMode.Parse).GetAnalyzerDiagnosticsAsync());

        var told = await driver.GetAnalyzerSemanticDiagnosticsAsync(
            driver.Compilation.GetSemanticModel(tree), finding.Location.SourceSpan, CancellationToken.None);

        Assert.Equal(["RR0001"], Ids(told));
    }

    private static IEnumerable<string> Ids(IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(diagnostic => diagnostic.Id);

    private static CompilationWithAnalyzers Driver(
        DocumentationMode mode, string source = Source, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => CSharpCompilation
        .Create(
            "Sessions",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, mode), "Sessions.cs")],
            Framework.NetCore,
            new CSharpCompilationOptions(kind))
        .WithAnalyzers([new RefreshRaceAnalyzer()]);
}
