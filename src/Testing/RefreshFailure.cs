namespace RefreshRace.Testing;

/// <summary>Why the token endpoint refuses every exchange. None of these consumes the refresh token.</summary>
public enum RefreshFailure
{
    /// <summary>Exchanges are answered as usual.</summary>
    None,

    /// <summary>400 with <c>invalid_grant</c> (RFC 6749 §5.2): the definitive refusal.</summary>
    InvalidGrant,

    /// <summary>503 with <c>temporarily_unavailable</c>: the session may well be alive.</summary>
    TemporarilyUnavailable,

    /// <summary>No connection: the client sees an <see cref="System.Net.Http.HttpRequestException"/>.</summary>
    Unreachable,
}
