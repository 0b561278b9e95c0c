namespace RefreshRace;

/// <summary>What an instance tells about itself: numbers and its name, never a key.</summary>
internal interface IFlightStatistics
{
    string? Name { get; }

    int InFlight { get; }

    int Retained { get; }
}
