namespace RefreshRace.Schedules;

/// <summary>The process ends with the drain: a call that is to commit what a plain flight brings must have done so.</summary>
internal sealed class MixedDrain : Rotating
{
    private readonly TaskCompletionSource<string> _answer = new();
    private bool _drained;
    private int _joined;

    internal MixedDrain()
        : base(selector: false, retain: true)
    {
        Task<string>? plain = null;
        Bodies.Add(() =>
        {
            plain = Flight.RunAsync("T0", (_, _) => _answer.Task);
            var call = Flight.RunAndCommitAsync("T0", ExchangeAsync, (key, result, token) =>
            {
                Require(!_drained, "The drain did not wait for a commit.");
                return SaveAsync(key, result, token);
            });
            _joined++;
            Require(Await(call) == "T1" && Stored == "T1", "A call that commits got what is not stored.");
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _joined > 0);
            _answer.SetResult("T1");
            Await(plain!);
        });
        Bodies.Add(() =>
        {
            Baton.WaitFor(() => _joined > 0);
            var drain = Flight.DrainAsync();
            Baton.WaitFor(() => drain.IsCompleted);
            _drained = true;
        });
    }
}
