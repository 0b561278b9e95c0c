using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>What the server answers: a status, headers and a JSON body, or the loss of the connection.</summary>
internal sealed class ServerAnswer
{
    private ServerAnswer(int status, string body)
    {
        Status = status;
        Body = body;
    }

    public int Status { get; }

    public string Body { get; }

    /// <summary>Headers beside those of every answer.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>Whether the client gets no answer but a broken connection.</summary>
    public bool ConnectionBroken { get; private init; }

    /// <summary>The refresh token that the answer carries, so that its delivery can be recorded.</summary>
    public RefreshTokenEntry? Carries { get; private init; }

    public static ServerAnswer Broken() => new(0, "") { ConnectionBroken = true };

    public static ServerAnswer Json(int status, string body) => new(status, body);

    public static ServerAnswer Json(JsonObject body) => new(200, body.ToJsonString());

    public static ServerAnswer Tokens(RefreshTokenEntry entry, string body, string? setCookie = null) =>
        new(200, body) { Carries = entry, Headers = setCookie is null ? [] : [new("Set-Cookie", setCookie)] };

    public static ServerAnswer Redirect(string location) => new(302, "") { Headers = [new("Location", location)] };

    /// <summary>An error as RFC 6749 §5.2 writes it.</summary>
    public static ServerAnswer Error(int status, string error, string description) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description }.ToJsonString());

    /// <summary>A refusal of the protected API as RFC 6750 §3 writes it.</summary>
    public static ServerAnswer Unauthorized(string description) =>
        new(401, new JsonObject { ["error"] = "invalid_token", ["error_description"] = description }.ToJsonString())
        {
            Headers = [new("WWW-Authenticate", $"Bearer error=\"invalid_token\", error_description=\"{description}\"")],
        };
}
