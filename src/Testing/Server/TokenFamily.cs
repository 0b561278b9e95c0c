namespace RefreshRace.Testing;

/// <summary>A session: everything that descends from one sign-in.</summary>
/// <param name="number">The session's number, from 1.</param>
/// <param name="grant">What the client asked for; null where the test itself began the session.</param>
internal sealed class TokenFamily(int number, AuthorizationGrant? grant)
{
    public AuthorizationGrant? Grant { get; } = grant;

    public int Number { get; } = number;

    public bool Revoked { get; set; }

    /// <summary>How many refresh tokens were issued, which numbers the next one.</summary>
    public int Issued { get; set; }

    public List<RefreshTokenEntry> Tokens { get; } = [];
}
