using RefreshRace.AnalyzerBenchmarks.Measuring;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <param name="Sets">What is compared, RefreshRace first, the floor last.</param>
/// <param name="Rounds">How often each figure is taken, unless the time is up; at least three.</param>
/// <param name="Until">When no further round is begun.</param>
internal sealed record Settings(IReadOnlyList<AnalyzerSet> Sets, int Rounds, DateTime Until)
{
    private const int FewestRounds = 3;

    /// <summary>Runs all actions once per round, in turn, so that what disturbs the machine disturbs all of them.</summary>
    /// <param name="share">The part of the time left that the rounds may take.</param>
    public void Interleave(double share, IReadOnlyList<Action> actions, bool warm = true)
    {
        var until = DateTime.UtcNow + ((Until - DateTime.UtcNow) * share);
        for (var round = warm ? -1 : 0; round < Rounds && (round < FewestRounds || DateTime.UtcNow < until); round++)
        {
            // The first round only warms up.
            IsWarmUp = round < 0;
            foreach (var action in actions)
            {
                action();
            }
        }
    }

    public bool IsWarmUp { get; private set; }
}
