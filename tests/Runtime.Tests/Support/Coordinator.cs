namespace RefreshRace.Runtime.Tests;

/// <summary>Counts the flights that it is asked about, and does with them what the test says.</summary>
internal sealed class Coordinator(
    Func<string, FlightOperation<string>, CancellationToken, Task<string>> run) : FlightCoordinator<string, string>
{
    internal int Calls;

    protected internal override Task<string> RunAsync(string key, FlightOperation<string> operation, CancellationToken flightToken)
    {
        Interlocked.Increment(ref Calls);
        return run(key, operation, flightToken);
    }
}
