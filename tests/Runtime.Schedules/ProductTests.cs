namespace RefreshRace.Schedules;

/// <summary>The product under every schedule within the bound, and under many random ones.</summary>
public class ProductTests
{
    /// <summary>The schedules of a search; a bound on time, reached only by the larger scenarios.</summary>
    private const int MostDepthFirst = 1000;

    private const int RandomSchedules = 300;

    public static TheoryData<string> All => new(
        "burst of 3", "burst of 4", "blocking burst", "again", "slow server", "leaving joiner", "eviction", "drain", "zombie", "commit", "abandoned", "rotation", "expiry");

    [Theory]
    [MemberData(nameof(All))]
    public void No_schedule_breaks_an_invariant(string scenario)
    {
        Assert.Null(Scenarios.DepthFirst(scenario, preemptions: 2, MostDepthFirst));
        Assert.True(Explorer.Schedules > 10, $"Only {Explorer.Schedules} schedules: the points are not compiled in.");
        Assert.Null(Scenarios.Random(scenario, firstSeed: 1, RandomSchedules));
    }
}
