namespace RefreshRace.Schedules;

/// <summary>
/// A delegate that does not end for twice its time loses its key, and whenever it ends after all, it takes nothing away from the next
/// flight.
/// </summary>
internal sealed class Zombie : OneFlight
{
    private readonly TaskCompletionSource<string> _answer = new();
    private bool _hanging;
    private int _results;

    internal Zombie()
        : base(retain: false)
    {
        Server = new TokenServer { AcceptsReuse = true };
        var hanging = Flight.RunAsync("R0", (_, _) => _answer.Task);
        Bodies.Add(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(60));
            Time.Advance(TimeSpan.FromSeconds(60));
            _hanging = true;
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _hanging);
            Baton.Hit("before the zombie ends");
            _answer.SetResult("zombie");
        });
        for (var i = 0; i < 2; i++)
        {
            Bodies.Add(() =>
            {
                Baton.WaitFor(() => _hanging);
                Require(Call("R0") != "zombie", "A flight that lost its key answered a new call.");
                _results++;
            });
        }

        Bodies.Add(() =>
        {
            try
            {
                Await(hanging);
                Require(false, "The caller of a hanging flight got a result.");
            }
            catch (TimeoutException)
            {
            }
        });
    }

    public override void CheckEnd()
    {
        Require(_results == 2, "Not all callers got a result.");
        base.CheckEnd();
    }
}
