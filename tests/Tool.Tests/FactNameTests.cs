using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The names that the command reads are those that the analyzer writes.</summary>
public sealed class FactNameTests
{
    [Fact]
    public async Task Tokens_and_guard()
    {
        var raw = (await Scanned.OfAsync(("App/Provider.cs", Sources.NoRecheck))).Raw.Single(finding => finding.Diagnostic.Id == "RR0003");

        var token = Assert.Single(DiagnosticFacts.Spans(raw.Diagnostic, DiagnosticFacts.Tokens));
        var guard = Assert.Single(DiagnosticFacts.Spans(raw.Diagnostic, DiagnosticFacts.Guard));
        Assert.Equal("_tokens.RefreshToken", (await raw.Tree.GetTextAsync()).ToString(token));
        Assert.Contains("_gate.WaitAsync()", (await raw.Tree.GetTextAsync()).ToString(guard));
    }

    [Fact]
    public void Every_rule_that_is_about_a_failure_is_a_rule() =>
        Assert.Equal(4, SolutionAnalysis.Rules.Count(rule => DiagnosticFacts.IsAboutFailure(rule.Id) && rule.Id == RuleFamily.Of(rule.Id)));
}
