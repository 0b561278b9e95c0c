namespace RefreshRace.Testing;

/// <summary>A request as both front doors (the message handler and the loopback server) hand it in.</summary>
internal sealed class ServerRequest(string method, string path, string? authorization, string? contentType, string body)
{
    public string Method { get; } = method;

    /// <summary>The path without the query, beginning with a slash.</summary>
    public string Path { get; } = path;

    public string? Authorization { get; } = authorization;

    public string? ContentType { get; } = contentType;

    public string Body { get; } = body;

    /// <summary>The method and the path, as the log names a request.</summary>
    public override string ToString() => $"{Method} {Path}";
}
