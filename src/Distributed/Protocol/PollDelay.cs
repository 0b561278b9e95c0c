namespace RefreshRace.Distributed;

/// <summary>How long a waiter waits for a hint before it reads again: 25 ms, doubled up to 250 ms, with a quarter of jitter so that processes do not read in step.</summary>
internal struct PollDelay
{
    private const double First = 25;
    private const double Most = 250;

    private double _next;

    internal TimeSpan Next()
    {
        _next = _next == 0 ? First : Math.Min(_next * 2, Most);
        return TimeSpan.FromMilliseconds(_next * (0.75 + (Random.Shared.NextDouble() / 2)));
    }
}
