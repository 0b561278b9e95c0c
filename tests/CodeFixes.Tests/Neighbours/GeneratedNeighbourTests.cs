using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.CodeFixes.Tests.SingleFlight;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>The members that are drawn at random, each with every offer.</summary>
public sealed class GeneratedNeighbourTests
{
    private const int Seeds = 24;

    // Why: see Synchronous_methods and A_method_that_refuses_to_go_on_without_a_token.
    private static readonly string[] s_accepted = ["MA0045"];

    [Fact]
    public async Task No_offer_sets_a_rule_off_that_was_silent()
    {
        var runner = FixRunner.ForMarked();
        var seen = new HashSet<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var source = new RacyMethod(seed * 17, LanguageVersion.Latest).Source.Replace("using Sdk;\n", "using Sdk;\n\nnamespace Studio;\n", StringComparison.Ordinal);
            seen.UnionWith(await Quiet.SetOffAsync(runner, runner.NewDocument(source), source.Contains("ConfigureAwait", StringComparison.Ordinal), s_accepted));
        }

        Assert.Equal(s_accepted, seen.Order());
    }
}
