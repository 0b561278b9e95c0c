namespace RefreshRace.Distributed.Tests;

/// <summary>The provider's definitive refusal.</summary>
public sealed class InvalidGrantException() : Exception("invalid_grant");
