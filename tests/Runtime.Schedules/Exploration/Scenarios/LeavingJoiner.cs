namespace RefreshRace.Schedules;

/// <summary>One caller leaves at any time; nobody else notices, whether it leads or joins.</summary>
internal sealed class LeavingJoiner : OneFlight
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<string> _answer = new();
    private int _stayed;

    internal LeavingJoiner()
    {
        Bodies.Add(() =>
        {
            try
            {
                Require(Await(Flight.RunAsync("R0", Exchange, _cancel.Token)) == "R1", "A wrong result.");
            }
            catch (OperationCanceledException exception)
            {
                Require(exception.CancellationToken == _cancel.Token, "A caller was cancelled by a token that is not its own.");
            }
        });
        for (var i = 0; i < 2; i++)
        {
            Bodies.Add(() =>
            {
                Require(Await(Flight.RunAsync("R0", Exchange)) == "R1", "A wrong result.");
                _stayed++;
            });
        }

        Bodies.Add(() =>
        {
            _cancel.Cancel();
            Baton.WaitFor(() => Server.Exchanges > 0);
            Server.End("R0");
            _answer.SetResult("R1");
        });
    }

    public override void CheckEnd()
    {
        Require(_stayed == 2, "A caller that stayed got no result.");
        base.CheckEnd();
    }

    private Task<string> Exchange(string token, CancellationToken flightToken)
    {
        Server.Begin(token);
        Baton.Hit("request sent");
        Require(!flightToken.IsCancellationRequested, "A caller's cancellation reached the exchange.");
        return _answer.Task;
    }
}
