namespace Desktop;

/// <summary>The tokens of the signed-in user.</summary>
public sealed record Session(string AccessToken, string RefreshToken);
