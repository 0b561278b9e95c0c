namespace RefreshRace.Schedules;

/// <summary>Runs a scenario under many schedules and reports the first one that breaks an invariant, with what replays it.</summary>
public static class Explorer
{
    /// <summary>How many schedules the last search ran.</summary>
    public static int Schedules { get; private set; }

    public static string? DepthFirst(Func<Scenario> scenario, int preemptions, int most)
    {
        var chooser = new DepthFirst(preemptions);
        Schedules = 0;
        using var hooks = new Hooks();
        do
        {
            Schedules++;
            if (RunOne(scenario(), hooks.Baton, chooser) is { } violation)
                return $"{violation} Schedule {Schedules}, choices: {string.Join(',', chooser.Choices)}";
        }
        while (Schedules < most && chooser.Next());

        return null;
    }

    public static string? Random(Func<Scenario> scenario, int firstSeed, int most)
    {
        Schedules = 0;
        using var hooks = new Hooks();
        for (var seed = firstSeed; seed < firstSeed + most; seed++)
        {
            Schedules++;
            if (RunOne(scenario(), hooks.Baton, new Seeded(seed)) is { } violation)
                return $"{violation} Seed {seed}";
        }

        return null;
    }

    public static string? Once(Func<Scenario> scenario, Chooser chooser)
    {
        using var hooks = new Hooks();
        return RunOne(scenario(), hooks.Baton, chooser);
    }

    private static string? RunOne(Scenario scenario, Baton baton, Chooser chooser)
    {
        var violation = baton.Run(scenario.Bodies, chooser);
        if (violation is not null)
            return violation;
        try
        {
            scenario.CheckEnd();
            return null;
        }
        catch (ViolationException exception)
        {
            return exception.Message;
        }
    }

    private sealed class Hooks : IDisposable
    {
        internal Hooks()
        {
            SchedulePoint.OnHit = RefreshRace.Schedules.Baton.Hit;
            SchedulePoint.OnBlock = task => RefreshRace.Schedules.Baton.WaitFor(() => task.IsCompleted);
        }

        internal Baton Baton { get; } = new();

        public void Dispose()
        {
            SchedulePoint.OnHit = null;
            SchedulePoint.OnBlock = null;
        }
    }
}
