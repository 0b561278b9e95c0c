namespace RefreshRace.Tool;

/// <summary>The user asked for something that cannot be done. The message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);
