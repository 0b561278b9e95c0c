using System.Globalization;
using System.Text;

namespace RefreshRace.Testing;

/// <summary>The little of HTTP/1.1 that HTTP clients use towards a JSON server: request line, headers, a body with a length or in chunks,
/// <c>Expect: 100-continue</c>, and connections that stay open (RFC 9112).</summary>
internal sealed class HttpConnection(Stream stream)
{
    /// <summary>A head (request line and headers) longer than this many bytes ends the connection.</summary>
    private const int MaxHeadBytes = 64 * 1024;

    /// <summary>A body longer than this many bytes ends the connection.</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    private readonly byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether the request that was read last asked for the connection to be closed after the answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>Reads the next request; null when the client has closed the connection.</summary>
    /// <exception cref="IOException">What arrived is not a request that this server understands.</exception>
    public async Task<ServerRequest?> ReadAsync()
    {
        var requestLine = await ReadLineAsync(mayEnd: true).ConfigureAwait(false);
        if (requestLine is null)
            return null;

        var parts = requestLine.Split(' ');
        if (parts.Length != 3)
            throw new IOException("Not an HTTP request.");

        var headers = await ReadHeadersAsync().ConfigureAwait(false);
        Closes = parts[2] == "HTTP/1.0" || Is(headers, "Connection", "close");
        if (Is(headers, "Expect", "100-continue"))
            await WriteTextAsync("HTTP/1.1 100 Continue\r\n\r\n").ConfigureAwait(false);

        var body = Is(headers, "Transfer-Encoding", "chunked")
            ? await ReadChunksAsync().ConfigureAwait(false)
            : await ReadBytesAsync(Length(headers)).ConfigureAwait(false);
        return new ServerRequest(parts[0], PathOf(parts[1]), Get(headers, "Authorization"), Get(headers, "Content-Type"), Encoding.UTF8.GetString(body));
    }

    public Task WriteAsync(ServerAnswer answer)
    {
        var challenge = answer.Challenge is null ? "" : $"WWW-Authenticate: {answer.Challenge}\r\n";
        var connection = Closes ? "Connection: close\r\n" : "";
        return WriteTextAsync(
            $"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\nContent-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n{challenge}{connection}"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(answer.Body).ToString(CultureInfo.InvariantCulture)}\r\n\r\n{answer.Body}");
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        503 => "Service Unavailable",
        _ => "Other",
    };

    private static string PathOf(string target)
    {
        // An absolute form (a client that believes it talks to a proxy) has the path after the authority.
        if (Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return uri.AbsolutePath;
        var query = target.IndexOf('?');
        return query < 0 ? target : target.Substring(0, query);
    }

    private static string? Get(Dictionary<string, string> headers, string name) => headers.TryGetValue(name, out var value) ? value : null;

    private static bool Is(Dictionary<string, string> headers, string name, string value) =>
        string.Equals(Get(headers, name), value, StringComparison.OrdinalIgnoreCase);

    private static int Length(Dictionary<string, string> headers) => Get(headers, "Content-Length") is { } text ? Size(text, NumberStyles.None) : 0;

    private static int Size(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out var size) && size >= 0 && size <= MaxBodyBytes
            ? size
            : throw new IOException("The body is too long, or its length is not a number.");

    private async Task<Dictionary<string, string>> ReadHeadersAsync()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var bytes = 0;
        while (await ReadLineAsync(mayEnd: false).ConfigureAwait(false) is { Length: > 0 } line)
        {
            bytes += line.Length;
            var colon = line.IndexOf(':');
            if (colon <= 0 || bytes > MaxHeadBytes)
                throw new IOException("Not an HTTP header, or too many of them.");
            headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }

        return headers;
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = (await ReadLineAsync(mayEnd: false).ConfigureAwait(false))!;
            var size = Size(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier);
            if (size == 0)
                break;

            var chunk = await ReadBytesAsync(size).ConfigureAwait(false);
            body.Write(chunk, 0, chunk.Length);
            if (body.Length > MaxBodyBytes)
                throw new IOException("The body is too long.");
            await ReadLineAsync(mayEnd: false).ConfigureAwait(false);
        }

        // Trailers, if any, up to the empty line.
        await ReadHeadersAsync().ConfigureAwait(false);
        return body.ToArray();
    }

    private async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            if (_start == _end && !await FillAsync().ConfigureAwait(false))
                throw new IOException("The connection closed in the middle of a body.");

            var take = Math.Min(count - read, _end - _start);
            Buffer.BlockCopy(_buffer, _start, bytes, read, take);
            _start += take;
            read += take;
        }

        return bytes;
    }

    private async Task<string?> ReadLineAsync(bool mayEnd)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync().ConfigureAwait(false))
                return mayEnd && line.Length == 0 ? null : throw new IOException("The connection closed in the middle of a line.");

            var character = (char)_buffer[_start++];
            if (character == '\n')
                return line.ToString();
            if (character != '\r')
                line.Append(character);
            if (line.Length > MaxHeadBytes)
                throw new IOException("The line is too long.");
        }
    }

    private async Task<bool> FillAsync()
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, 0, _buffer.Length).ConfigureAwait(false);
        return _end > 0;
    }

    private async Task WriteTextAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
    }
}
