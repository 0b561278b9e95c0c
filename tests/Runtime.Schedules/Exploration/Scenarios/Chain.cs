namespace RefreshRace.Schedules;

/// <summary>Commits that write and then throw, stragglers, and somebody who loads the newest token from the store.</summary>
internal sealed class Chain : Rotating
{
    internal Chain(bool selector)
        : base(selector, retain: true, "T0", "T1")
    {
        Bodies.Add(() => Refresh(Refresh("T0")));
        Bodies.Add(() => Refresh("T0"));
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => Stored != "T0");
            Refresh(Refresh(Stored));
        });
    }

    public override void CheckEnd()
    {
        Require(NumberIn(Stored) == Server.Exchanges, $"After {Server.Exchanges} rotations {Stored} is stored.");
        base.CheckEnd();
    }
}
