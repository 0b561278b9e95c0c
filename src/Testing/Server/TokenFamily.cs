namespace RefreshRace.Testing;

/// <summary>A session: everything that descends from one sign-in.</summary>
internal sealed class TokenFamily(int number)
{
    public int Number { get; } = number;

    public bool Revoked { get; set; }

    /// <summary>How many refresh tokens were issued, which numbers the next one.</summary>
    public int Issued { get; set; }

    public List<RefreshTokenEntry> Tokens { get; } = [];
}

/// <summary>A refresh token as the server knows it.</summary>
internal sealed class RefreshTokenEntry(TokenFamily family, int number, TokenSet tokens)
{
    public TokenFamily Family { get; } = family;

    /// <summary>The token's name in the log.</summary>
    public string Name { get; } = $"R{family.Number}.{number}";

    /// <summary>The tokens that were issued with it, itself included.</summary>
    public TokenSet Tokens { get; } = tokens;

    /// <summary>When it was exchanged for the first time.</summary>
    public DateTimeOffset? ConsumedAt { get; set; }

    /// <summary>What it was exchanged for; more than one where the leeway gives new tokens.</summary>
    public List<RefreshTokenEntry> Successors { get; } = [];

    /// <summary>Whether its answer reached a client. The tokens of a sign-in are handed over in person.</summary>
    public bool Delivered { get; set; }
}

/// <summary>An access token as the server knows it.</summary>
internal sealed class AccessTokenEntry(TokenFamily family, string name, DateTimeOffset expiresAt)
{
    public TokenFamily Family { get; } = family;

    public string Name { get; } = name;

    public DateTimeOffset ExpiresAt { get; set; } = expiresAt;
}
