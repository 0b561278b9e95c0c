using System.Text.Json.Serialization;

namespace Fleet;

/// <summary>The answer of the token endpoint (RFC 6749 §5.1).</summary>
public sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn)
{
    public Session ToSession() => new(AccessToken, RefreshToken, DateTimeOffset.UtcNow.AddSeconds(ExpiresIn));
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(Session))]
internal sealed partial class FleetJson : JsonSerializerContext;
