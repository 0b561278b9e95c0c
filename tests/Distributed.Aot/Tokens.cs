using System.Text.Json.Serialization;

namespace RefreshRace.Distributed.Aot;

internal sealed record Tokens(string AccessToken, string RefreshToken);

[JsonSerializable(typeof(Tokens))]
internal sealed partial class TokenJson : JsonSerializerContext;
