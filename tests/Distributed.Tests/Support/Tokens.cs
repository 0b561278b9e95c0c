using System.Text.Json.Serialization;

namespace RefreshRace.Distributed.Tests;

/// <summary>What the provider answers.</summary>
public sealed record Tokens(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("refresh_token")] string RefreshToken);

[JsonSerializable(typeof(Tokens))]
internal sealed partial class TokenJson : JsonSerializerContext;
