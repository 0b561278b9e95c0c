namespace RefreshRace.Testing;

/// <summary>What access tokens look like to the client.</summary>
public enum AccessTokenFormat
{
    /// <summary>A text without a meaning.</summary>
    Opaque,

    /// <summary>A JWT as RFC 9068 describes it, signed with RS256; the key is in the JWKS. A client can read <c>exp</c>, and an API can
    /// verify it.</summary>
    Jwt,
}
