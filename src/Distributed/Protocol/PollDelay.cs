namespace RefreshRace.Distributed;

/// <summary>How long a waiter waits for a hint before it reads again: 25 ms, doubled up to 250 ms, with a quarter of jitter so that
/// processes do not read in step. An engine that
/// takes long to answer is asked less often, so that waiters do not keep it busy: they are many when it is slow.</summary>
internal struct PollDelay
{
    private const double First = 25;
    private const double Most = 250;
    private const double MostWhenSlow = 2500;
    private const double Idle = 10;

    private double _next;

    internal TimeSpan Next(TimeSpan lastCall)
    {
        _next = _next == 0 ? First : Math.Min(_next * 2, Most);
        var pause = Math.Max(_next, Math.Min(lastCall.TotalMilliseconds * Idle, MostWhenSlow));
        return TimeSpan.FromMilliseconds(pause * (0.75 + (Random.Shared.NextDouble() / 2)));
    }
}
