namespace RefreshRace.Schedules;

/// <summary>Calls with and without a commit on one chain; without retention on one token, which the server takes again then.</summary>
internal sealed class MixedForms : Rotating
{
    internal MixedForms(bool selector, bool retain)
        : base(selector, retain, "T0")
    {
        if (retain)
        {
            Bodies.Add(() => RefreshPlainly(RefreshPlainly("T0")));
            Bodies.Add(() => Refresh("T0"));
            Bodies.Add(() => Refresh(Refresh("T0")));
            return;
        }

        Server = new TokenServer { AcceptsReuse = true };
        Bodies.Add(() => RefreshPlainly("T0"));
        Bodies.Add(() => Refresh("T0"));
        Bodies.Add(() => Refresh("T0"));
    }
}
