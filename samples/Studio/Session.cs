using System.Text.Json.Serialization;

namespace Studio;

/// <summary>A signed-in user's tokens, kept on the server; the browser holds the id alone.</summary>
public sealed record Session(string Id, string User, string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken);

/// <summary>The token endpoint's answer (RFC 6749, section 5.1). <paramref name="ExpiresIn"/> is in seconds.</summary>
public sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);
