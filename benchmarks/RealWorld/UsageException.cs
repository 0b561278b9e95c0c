namespace RefreshRace.RealWorld;

/// <summary>The user asked for something that cannot be done; the message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);
