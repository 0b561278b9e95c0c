namespace RefreshRace.Runtime.Tests;

internal static class Flights
{
    internal static SingleFlight<string, string> With(
        ManualTime? time = null,
        TimeSpan? retainFor = null,
        TimeSpan? flightTimeout = null,
        LeaderLeaves leaderLeaves = LeaderLeaves.AfterFlight,
        bool cancelWhenAbandoned = false,
        Func<string, string?>? successor = null,
        int maxRetained = 10_000) => new(new()
        {
            TimeProvider = time ?? TimeProvider.System,
            RetainFor = retainFor ?? TimeSpan.FromSeconds(10),
            FlightTimeout = flightTimeout ?? TimeSpan.FromSeconds(60),
            LeaderLeaves = leaderLeaves,
            CancelWhenAbandoned = cancelWhenAbandoned,
            Successor = successor,
            MaxRetained = maxRetained,
        });

    internal static int InFlight(this IFlightStatistics flight) => flight.InFlight;

    internal static int Retained(this IFlightStatistics flight) => flight.Retained;

    /// <summary>A delegate that must not be called.</summary>
    internal static Task<string> Never(string key, CancellationToken token) =>
        throw new InvalidOperationException("The exchange ran again.");
}
