namespace RefreshRace.Schedules;

/// <summary>
/// All callers of a flight leave; the next one neither inherits their cancellation nor starts beside the cancelled flight.
/// </summary>
internal sealed class Abandoned : OneFlight
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly List<Action> _pending = [];
    private bool _isAnswering;
    private bool _answered;

    internal Abandoned()
        : base(retain: false, cancelWhenAbandoned: true)
    {
        Server = new TokenServer { AcceptsReuse = true };
        for (var i = 0; i < 2; i++)
        {
            Bodies.Add(() =>
            {
                try
                {
                    Await(Flight.RunAsync("R0", ExchangeUntilCancelled, _cancel.Token));
                }
                catch (OperationCanceledException exception)
                {
                    Require(exception.CancellationToken == _cancel.Token, "A caller was cancelled by a token that is not its own.");
                }
            });
        }

        Bodies.Add(() =>
        {
            _cancel.Cancel();

            // Somebody who stays may have joined before the last one left; then the server has to answer.
            lock (_pending)
                _isAnswering = true;
            foreach (var answer in _pending)
                answer();
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _cancel.IsCancellationRequested);
            Await(Flight.RunAsync("R0", (t, _) => Task.FromResult(Server.Exchange(t))));
            _answered = true;
        });
    }

    public override void CheckEnd()
    {
        Require(_answered, "The caller that stayed got no result.");

        // The call that waited for the abandoned flight goes on, on the thread pool.
        SpinWait.SpinUntil(() => ((IFlightStatistics)Flight).InFlight == 0, 5000);
        base.CheckEnd();
    }

    private Task<string> ExchangeUntilCancelled(string token, CancellationToken flightToken)
    {
        var number = Server.Begin(token);
        Baton.Hit("request sent");
        var source = new TaskCompletionSource<string>();
        lock (_pending)
            _pending.Add(Answer);
        flightToken.Register(Answer);
        if (_isAnswering)
            Answer();
        return source.Task;

        void Answer()
        {
            if (source.Task.IsCompleted)
                return;
            Server.End(token);
            source.TrySetResult($"{token}#{number}");
        }
    }
}
