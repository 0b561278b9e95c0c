namespace RefreshRace.Testing;

/// <summary>What arrived on a connection is not a request that this server understands.</summary>
internal sealed class UnreadableRequestException(string message) : IOException(message);
