namespace RefreshRace.Schedules;

/// <summary>Evictions never let two flights overlap.</summary>
internal sealed class Eviction : OneFlight
{
    internal Eviction()
    {
        Server = new TokenServer { AcceptsReuse = true };
        for (var i = 0; i < 3; i++)
            Bodies.Add(() => Call("R0"));
        Bodies.Add(() =>
        {
            for (var i = 0; i < 3; i++)
            {
                Flight.Evict("R0");
                Baton.Hit("between evictions");
            }
        });
    }
}
