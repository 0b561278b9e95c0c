namespace RefreshRace.Schedules;

/// <summary>Callers with one token: it is presented once, and all get the one result.</summary>
internal sealed class Burst : OneFlight
{
    private readonly List<string> _results = [];

    internal Burst(int callers, bool blocking)
    {
        for (var i = 0; i < callers; i++)
        {
            Bodies.Add(() => _results.Add(blocking ? Flight.Run("R0", (t, _) => Server.Exchange(t)) : Call("R0")));
        }
    }

    public override void CheckEnd()
    {
        Require(_results.Count == Bodies.Count && _results.All(r => r == "R0#1"), "Not all callers got the one result.");
        base.CheckEnd();
    }
}
