namespace RefreshRace.Testing;

/// <summary>A request as both front doors (the message handler and the loopback server) hand it in.</summary>
internal sealed class ServerRequest(string method, string path)
{
    public string Method { get; } = method;

    /// <summary>The path without the query, beginning with a slash.</summary>
    public string Path { get; } = path;

    /// <summary>The query without its question mark; empty where there is none.</summary>
    public string Query { get; init; } = "";

    public string? Authorization { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The header <c>Cookie</c>, or null.</summary>
    public string? Cookie { get; init; }

    public string Body { get; init; } = "";

    public bool IsPost => string.Equals(Method, "POST", StringComparison.OrdinalIgnoreCase);

    public bool IsJson => ContentType is { } type && type.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>The method and the path, as the log names a request.</summary>
    public override string ToString() => $"{Method} {Path}";
}
