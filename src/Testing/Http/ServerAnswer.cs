namespace RefreshRace.Testing;

/// <summary>What the server answers: a status and a JSON body, or the loss of the connection.</summary>
internal sealed class ServerAnswer
{
    private ServerAnswer(int status, string body)
    {
        Status = status;
        Body = body;
    }

    public int Status { get; }

    public string Body { get; }

    /// <summary>The value of the header <c>WWW-Authenticate</c>, or null.</summary>
    public string? Challenge { get; private init; }

    /// <summary>Whether the client gets no answer but a broken connection.</summary>
    public bool ConnectionBroken { get; private init; }

    /// <summary>The refresh token that the answer carries, so that its delivery can be recorded.</summary>
    public RefreshTokenEntry? Carries { get; private init; }

    public static ServerAnswer Broken() => new(0, "") { ConnectionBroken = true };

    public static ServerAnswer Json(int status, string body) => new(status, body);

    public static ServerAnswer Tokens(RefreshTokenEntry entry, string body) => new(200, body) { Carries = entry };

    /// <summary>An error as RFC 6749 §5.2 writes it.</summary>
    public static ServerAnswer Error(int status, string error, string description) =>
        new(status, $"{{\"error\":\"{error}\",\"error_description\":\"{description}\"}}");

    /// <summary>A refusal of the protected API as RFC 6750 §3 writes it.</summary>
    public static ServerAnswer Unauthorized(string description) =>
        new(401, $"{{\"error\":\"invalid_token\",\"error_description\":\"{description}\"}}")
        {
            Challenge = $"Bearer error=\"invalid_token\", error_description=\"{description}\"",
        };
}
