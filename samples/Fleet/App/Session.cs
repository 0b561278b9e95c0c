namespace Fleet;

/// <summary>A signed-in user's tokens, as all machines of the application see them.</summary>
public sealed record Session(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);
