namespace RefreshRace.Schedules;

/// <summary>The answer comes from another thread, at any time.</summary>
internal sealed class SlowServer : OneFlight
{
    private readonly List<string> _results = [];
    private readonly TaskCompletionSource<string> _answer = new();

    internal SlowServer()
    {
        for (var i = 0; i < 3; i++)
        {
            Bodies.Add(() => _results.Add(Await(Flight.RunAsync("R0", (t, _) =>
            {
                Server.Begin(t);
                Baton.Hit("request sent");
                return _answer.Task;
            }))));
        }

        Bodies.Add(() =>
        {
            Baton.WaitFor(() => Server.Exchanges > 0);
            Server.End("R0");
            _answer.SetResult("R1");
        });
    }

    public override void CheckEnd()
    {
        Require(_results.Count == 3 && _results.All(r => r == "R1"), "Not all callers got the one result.");
        base.CheckEnd();
    }
}
