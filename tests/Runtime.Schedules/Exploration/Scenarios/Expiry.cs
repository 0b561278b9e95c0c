namespace RefreshRace.Schedules;

/// <summary>The retention ends while callers arrive: flights do not overlap, and nobody gets nothing.</summary>
internal sealed class Expiry : OneFlight
{
    internal Expiry()
    {
        Server = new TokenServer { AcceptsReuse = true };
        Bodies.Add(() =>
        {
            Call("R0");
            Call("S0");
        });
        Bodies.Add(() => Time.Advance(TimeSpan.FromSeconds(10)));
        Bodies.Add(() =>
        {
            Call("R0");
            Time.Advance(TimeSpan.FromSeconds(10));
            Call("R0");
        });
    }
}
