using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>The RSA key that signs JWTs. There is one per process, made with the first JWT: a suite of a thousand servers pays for it
/// once.</summary>
internal sealed class SigningKey
{
    private const int Bits = 2048;

    private static readonly Lazy<SigningKey> s_shared = new(() => new SigningKey());

    private readonly RSA _rsa;

    private SigningKey()
    {
        _rsa = RSA.Create();
        _rsa.KeySize = Bits;
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        Modulus = Base64Url.Encode(parameters.Modulus!);
        Exponent = Base64Url.Encode(parameters.Exponent!);

        // The thumbprint of RFC 7638: the members in alphabetical order, without blanks.
        using var sha = SHA256.Create();
        Id = Base64Url.Encode(sha.ComputeHash(Encoding.UTF8.GetBytes($"{{\"e\":\"{Exponent}\",\"kty\":\"RSA\",\"n\":\"{Modulus}\"}}")));
    }

    public static SigningKey Shared => s_shared.Value;

    public string Id { get; }

    private string Modulus { get; }

    private string Exponent { get; }

    /// <summary>The public half as a key set (RFC 7517 §5).</summary>
    public JsonObject ToKeySet() => new()
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = Id,
            ["n"] = Modulus,
            ["e"] = Exponent,
        }),
    };

    /// <summary>A signed JWT in its compact form (RFC 7515 §7.1).</summary>
    public string Sign(string type, JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = type, ["kid"] = Id };
        var text = $"{Base64Url.Encode(header.ToJsonString())}.{Base64Url.Encode(claims.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(text);
        lock (_rsa)
            return $"{text}.{Base64Url.Encode(_rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
