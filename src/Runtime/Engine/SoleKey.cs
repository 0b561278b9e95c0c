namespace RefreshRace;

/// <summary>The only key of a flight without keys.</summary>
internal readonly struct Session : IEquatable<Session>
{
    public bool Equals(Session other) => true;

    public override bool Equals(object? obj) => obj is Session;

    public override int GetHashCode() => 0;
}
