namespace RefreshRace.Schedules;

/// <summary>
/// An exchange ends when its key has long been freed, and its commit comes then: not over what was committed since. If it is the only copy
/// of the rotated token it is kept until it is committed.
/// </summary>
internal sealed class LateExchange : Rotating
{
    private readonly TaskCompletionSource<string> _answer = new();
    private readonly bool _commitFails;
    private Task<string>? _late;
    private bool _isFree;
    private bool _isFirst = true;

    internal LateExchange(bool commitFails)
        : base(selector: true, retain: true, commitFails ? ["T0"] : [])
    {
        _commitFails = commitFails;
        Server = new TokenServer { AcceptsReuse = true };
        Bodies.Add(() =>
        {
            _late = Flight.RunAndCommitAsync("T0", ExchangeAsync, SaveAsync);
            Time.Advance(TimeSpan.FromSeconds(60));
            Time.Advance(TimeSpan.FromSeconds(60));
            _isFree = true;
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _isFree);
            Baton.Hit("before the late answer");
            _answer.SetResult("T1");
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _isFree);
            if (!_commitFails)
                Refresh(Refresh("T0"));
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _late is not null);
            try
            {
                Await(_late!);
                Require(false, "The caller of a hanging flight got a result.");
            }
            catch (TimeoutException)
            {
            }
        });
    }

    public override void CheckEnd()
    {
        if (_commitFails)
        {
            Require(((IFlightStatistics)Flight).Retained == 1, "The only copy of a rotated token was lost.");
            Require(
                Flight.RunAndCommitAsync(
                    "T0", (_, _) => throw new ViolationException("A consumed token was presented."), SaveAsync).Result == "T1",
                "A wrong result.");
        }

        base.CheckEnd();
    }

    protected override Task<string> ExchangeAsync(string token, CancellationToken flightToken)
    {
        if (!_isFirst)
            return base.ExchangeAsync(token, flightToken);
        _isFirst = false;
        return _answer.Task;
    }
}
