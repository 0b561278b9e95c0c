using RefreshRace.RealWorld;
using RefreshRace.RealWorld.Invariance;
using Xunit;

namespace RefreshRace.Invariance.Tests;

/// <summary>A fixed sample of the pairs that <c>benchmarks/RealWorld -- invariance</c> compares: what a code is written like changes nothing of what is said about it.</summary>
public sealed class SampleTests
{
    // Every so many-th text, and of its combinations with the rewrites every so many-th: both prime to the number of rewrites, so that all of them take part.
    private const int SeedStep = 17;

    private const int PairStep = 5;

    private const double Target = 0.98;

    // What docs/analysis.md names as limits, under "What another way to write it changes".
    private static readonly string[] Limits =
    [
        "form-as-concatenation",
        "form-as-join",
        "form-as-string-builder",
        "form-as-interpolation",
        "request-in-constructor",
        "request-in-private-method",
        "request-in-private-block",
        "request-in-static-helper",
        "request-in-class",
        "request-behind-interface",
        "request-in-extension",
        "methods-to-lambda-fields",
        "methods-to-local-functions",
        "inlined-builders",
        "if-to-switch",
        "rename-private-members",
        "rename-types",
        "literals-to-static-readonly",
        "contracts-in-library",
        "types-in-library",
        "fields-to-properties",
    ];

    private static readonly Lazy<Task<List<Pair>>> Sample = new(() =>
        InvarianceCommand.PairsAsync(InvarianceCommand.Seeds(Arguments.Parse(["invariance", "--jobs", "2"]), SeedStep), PairStep, jobs: 2));

    [Fact]
    public async Task What_changes_nothing_changes_no_finding()
    {
        var pairs = await Sample.Value;
        var scored = pairs.Where(pair => pair.Verdict is not null && !Limits.Contains(pair.Rewrite)).ToList();
        var differing = scored
            .Where(pair => !pair.Agrees)
            .Select(pair => $"{pair.Rewrite} {pair.Seed.Place}: {pair.Seed.Verdict} -> {pair.Crash ?? pair.Verdict!.ToString()}")
            .ToList();

        Assert.True(scored.Count(pair => !pair.Seed.Verdict.IsSilent) >= 40, $"{scored.Count} pairs");
        Assert.True(scored.Count - differing.Count >= Target * scored.Count, $"{differing.Count} of {scored.Count}:\n{string.Join('\n', differing)}");
    }

    [Fact]
    public async Task A_rewrite_leaves_code_that_compiles()
    {
        var pairs = await Sample.Value;

        Assert.DoesNotContain(pairs, pair => pair.Crash is not null);
        Assert.InRange(pairs.Count(pair => pair.Verdict is null), 0, pairs.Count / 20);
    }

    [Fact]
    public void Every_limit_is_a_rewrite_and_is_documented()
    {
        var page = File.ReadAllText(Path.Combine(InvarianceCommand.Root, "docs", "analysis.md"));

        Assert.All(Limits, name => Assert.Contains(RewriteList.All, rewrite => rewrite.Name == name));
        Assert.All(Limits, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
