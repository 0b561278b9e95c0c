namespace RefreshRace;

/// <summary>What a debugger shows: a memory dump is bad enough, a watch window need not show tokens as well.</summary>
internal sealed class FlightDebugView(IFlightStatistics flight)
{
    public string? Name => flight.Name;

    public int InFlight => flight.InFlight;

    public int Retained => flight.Retained;
}
