namespace RefreshRace.Schedules;

/// <summary>
/// A chain of rotations T0→T1→T2→T3 with a store: each token is presented once, the store never goes back, and a call that commits gets
/// neither what is not in the store nor what is older than what was there when it began.
/// </summary>
internal abstract class Rotating : OneFlight
{
    private readonly HashSet<string> _failing;

    /// <summary>Noted here, because the flight that wrote may have no caller any more.</summary>
    private string? _wentBack;

    /// <param name="selector">Whether the options say how a result leads to the next key.</param>
    /// <param name="retain">Whether results are retained.</param>
    /// <param name="failing">Keys whose first commit writes and then throws.</param>
    protected Rotating(bool selector, bool retain, params string[] failing)
        : base(retain, successor: selector ? r => r : null) => _failing = [.. failing];

    internal string Stored { get; private set; } = "T0";

    public override void CheckEnd()
    {
        Require(_wentBack is null, _wentBack!);
        base.CheckEnd();
    }

    protected static int NumberIn(string token) => int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One rotation, on the caller's thread.</summary>
    protected virtual Task<string> ExchangeAsync(string token, CancellationToken flightToken)
    {
        Server.Exchange(token);
        return Task.FromResult($"T{NumberIn(token) + 1}");
    }

    protected Task SaveAsync(string key, string result, CancellationToken flightToken)
    {
        Baton.Hit("before the write");
        if (NumberIn(result) < NumberIn(Stored))
            _wentBack ??= $"The store went back from {Stored} to {result}.";
        Stored = result;
        Baton.Hit("after the write");
        return _failing.Remove(key) ? Task.FromException(new IOException("no acknowledgement")) : Task.CompletedTask;
    }

    /// <summary>A caller that commits, and calls again when its commit failed.</summary>
    protected string Refresh(string held)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var before = Stored;
            try
            {
                var next = Await(Flight.RunAndCommitAsync(held, ExchangeAsync, SaveAsync));
                Require(NumberIn(next) > NumberIn(held), "A caller got no newer token than it held.");
                Require(NumberIn(next) >= NumberIn(before), $"A caller got {next} although {before} was stored when it called.");
                Require(NumberIn(next) <= NumberIn(Stored), $"A caller that commits got {next} while {Stored} was stored.");
                return next;
            }
            catch (IOException)
            {
            }
        }

        Require(false, "The third commit failed as well.");
        return held;
    }

    protected string RefreshPlainly(string held)
    {
        while (true)
        {
            try
            {
                var next = Await(Flight.RunAsync(held, ExchangeAsync));
                Require(NumberIn(next) > NumberIn(held), "A caller got no newer token than it held.");
                return next;
            }
            catch (IOException)
            {
                // It joined a flight whose commit failed.
            }
        }
    }
}
