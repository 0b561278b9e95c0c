namespace RefreshRace;

/// <summary>The only key of a flight without keys.</summary>
internal readonly struct SoleKey : IEquatable<SoleKey>
{
    public bool Equals(SoleKey other) => true;

    public override bool Equals(object? obj) => obj is SoleKey;

    public override int GetHashCode() => 0;
}
