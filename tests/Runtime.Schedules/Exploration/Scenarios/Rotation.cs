namespace RefreshRace.Schedules;

/// <summary>
/// Callers that hold any token of a chain: each token is presented once, and nobody gets an older token than the one it holds.
/// </summary>
internal sealed class Rotation : OneFlight
{
    internal Rotation()
        : base(successor: r => r)
    {
        Bodies.Add(() =>
        {
            var first = Refresh("T0");
            Refresh(first);
        });
        Bodies.Add(() => Refresh("T0"));
        Bodies.Add(() =>
        {
            var first = Refresh("T0");
            Refresh(first);
        });
    }

    private string Refresh(string held)
    {
        var next = Await(Flight.RunAsync(held, (t, _) =>
        {
            Server.Exchange(t);
            return Task.FromResult($"T{NumberIn(t) + 1}");
        }));
        Require(NumberIn(next) > NumberIn(held), "A caller got an older token than it held.");
        return next;
    }

    private static int NumberIn(string token) => int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture);
}
