using System.Diagnostics;

namespace RefreshRace.Machines;

/// <summary>The exchange that every contender guards: an identity provider that answers after five milliseconds, without a network, so that
/// what is measured is the guard.</summary>
internal sealed class Exchange
{
    private static readonly TimeSpan s_roundTrip = TimeSpan.FromMilliseconds(5);
    private static readonly string s_secret = new('x', 1200);

    private int _count;

    internal int Count => _count;

    internal async Task<Tokens> RedeemAsync(int number, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        await Task.Delay(s_roundTrip, cancellationToken);
        return new(number, Stopwatch.GetTimestamp(), s_secret);
    }
}
