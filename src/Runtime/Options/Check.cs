namespace RefreshRace;

/// <summary>Argument checks with one wording. No message ever contains a key or a result.</summary>
internal static class Check
{
    /// <summary>The longest time a timer of the framework accepts, 49 days less a little; longer times count as this one.</summary>
    internal static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    internal static void NotNull(object? value, string name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }

    internal static void NotNegative(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && value < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(name, value, "The time must not be negative.");
    }

    internal static void Positive(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && value <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(name, value, "The time must be positive, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>
    /// The time in ticks of 100 ns; <see cref="long.MaxValue"/> divided by 4 when infinite, so that sums do not overflow.
    /// </summary>
    internal static long Ticks(TimeSpan value) =>
        value == Timeout.InfiniteTimeSpan ? Clock.Never : Math.Min(value.Ticks, LongestTimer.Ticks);
}
