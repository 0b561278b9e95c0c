namespace RefreshRace.Testing;

/// <summary>The kinds of lines in the server's log.</summary>
public enum TokenServerEventKind
{
    /// <summary>A session began.</summary>
    SignedIn,

    /// <summary>A request with a refresh token reached the token endpoint.</summary>
    RefreshReceived,

    /// <summary>A refresh token was exchanged for new tokens.</summary>
    Rotated,

    /// <summary>A consumed refresh token was presented within the leeway and answered with tokens.</summary>
    Replayed,

    /// <summary>A consumed refresh token was presented outside the leeway.</summary>
    ReuseDetected,

    /// <summary>A whole session was revoked.</summary>
    FamilyRevoked,

    /// <summary>An exchange was refused for another reason than reuse.</summary>
    RefreshRefused,

    /// <summary>Tokens were issued but their answer did not reach the client.</summary>
    AnswerLost,

    /// <summary>Tokens were issued and their answer was handed to the client.</summary>
    AnswerDelivered,

    /// <summary>The API accepted an access token.</summary>
    ApiAccepted,

    /// <summary>The API refused a request: no access token, or one that is unknown, expired or revoked.</summary>
    ApiRefused,

    /// <summary>A request that no endpoint takes: an unknown path, a method that its path does not have, or bytes that are not
    /// HTTP/1.1.</summary>
    RequestRefused,

    /// <summary>The authorization endpoint issued a code.</summary>
    CodeIssued,

    /// <summary>An authorization code was not exchanged for tokens.</summary>
    CodeRefused,
}
