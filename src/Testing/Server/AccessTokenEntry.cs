namespace RefreshRace.Testing;

/// <summary>An access token as the server knows it.</summary>
internal sealed class AccessTokenEntry(TokenFamily family, string name, DateTimeOffset expiresAt)
{
    public TokenFamily Family { get; } = family;

    public string Name { get; } = name;

    public DateTimeOffset ExpiresAt { get; set; } = expiresAt;
}
