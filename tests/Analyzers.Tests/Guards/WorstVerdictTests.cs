using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>What several ways to one call add up to, whichever comes first.</summary>
public sealed class WorstVerdictTests
{
    [Theory]
    [InlineData((int)GuardFlaw.TooNarrow, (int)GuardFlaw.NotReleased, (int)GuardFlaw.NotReleased)]
    [InlineData((int)GuardFlaw.NotReleased, (int)GuardFlaw.TooNarrow, (int)GuardFlaw.NotReleased)]
    [InlineData((int)GuardFlaw.None, (int)GuardFlaw.NoRecheck, (int)GuardFlaw.NoRecheck)]
    [InlineData((int)GuardFlaw.NoRecheck, (int)GuardFlaw.None, (int)GuardFlaw.NoRecheck)]
    [InlineData((int)GuardFlaw.None, (int)GuardFlaw.None, (int)GuardFlaw.None)]
    public void MostTellingFlaw_Speaks(int first, int second, int expected) =>
        Assert.Equal((GuardFlaw)expected, GuardVerdict.Worst([Verdict((GuardFlaw)first), Verdict((GuardFlaw)second)]).Flaw);

    [Fact]
    public void WayWithoutAGuard_IsNone() => Assert.False(GuardVerdict.Worst([Verdict(GuardFlaw.NoRecheck), GuardVerdict.None]).Found);

    private static GuardVerdict Verdict(GuardFlaw flaw) => new(true, flaw, null, "");
}
