using Xunit.Abstractions;

namespace RefreshRace.Schedules;

/// <summary>The product under every schedule within the bound, and under many random ones.</summary>
public class ProductTests(ITestOutputHelper output)
{
    public static TheoryData<string> All => new([.. Scenarios.Names]);

    [Theory]
    [MemberData(nameof(All))]
    public void No_schedule_breaks_an_invariant(string scenario)
    {
        Holds(Scenarios.DepthFirst(scenario, preemptions: 2, Budget.DepthFirst));
        var schedules = Explorer.Schedules;
        Assert.True(schedules > 10, $"Only {schedules} schedules: the points are not compiled in.");

        // What the search did not use up is left to chance.
        Holds(Scenarios.Random(scenario, firstSeed: 1, Budget.OfScenario - schedules));
        output.WriteLine($"{schedules} schedules depth first, {Explorer.Schedules} random ones.");
    }

    /// <summary>The whole text, which says how to replay the schedule.</summary>
    private static void Holds(string? violation) => Assert.True(violation is null, violation);
}
