using System.Text.Json.Serialization;

namespace RefreshRace.Machines;

/// <summary>What an exchange brings.</summary>
/// <param name="Number">Which flight it was.</param>
/// <param name="Exchanged">When the exchange ended, in ticks of the clock that all processes of a machine share.</param>
/// <param name="Secret">As large as tokens are.</param>
public sealed record Tokens(int Number, long Exchanged, string Secret);

[JsonSerializable(typeof(Tokens))]
internal sealed partial class TokenJson : JsonSerializerContext;
