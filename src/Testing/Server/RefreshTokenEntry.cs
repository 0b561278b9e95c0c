namespace RefreshRace.Testing;

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
