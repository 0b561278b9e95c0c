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

    /// <summary>The first byte of a TLS client hello (RFC 8446 §5.1), which no HTTP method begins with.</summary>
    private const byte TlsHandshake = 0x16;

    private readonly byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether the request that was read last asked for the connection to be closed after the answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>Reads the next request; null when the client has closed the connection.</summary>
    /// <exception cref="UnreadableRequestException">What arrived is not a request that this server understands.</exception>
    public async Task<ServerRequest?> ReadAsync()
    {
        if (_start == _end && !await FillAsync().ConfigureAwait(false))
            return null;
        if (_buffer[_start] == TlsHandshake)
            throw new UnreadableRequestException("the client speaks TLS, and this server plain HTTP. Give it the address with http://.");

        var requestLine = await ReadLineAsync().ConfigureAwait(false);

        var parts = requestLine.Split(' ');
        if (parts.Length != 3)
            throw new UnreadableRequestException("Not an HTTP request.");

        var headers = await ReadHeadersAsync().ConfigureAwait(false);
        Closes = parts[2] == "HTTP/1.0" || Is(headers, "Connection", "close");
        if (Is(headers, "Expect", "100-continue"))
            await WriteTextAsync("HTTP/1.1 100 Continue\r\n\r\n").ConfigureAwait(false);

        var body = Is(headers, "Transfer-Encoding", "chunked")
            ? await ReadChunksAsync().ConfigureAwait(false)
            : await ReadBytesAsync(Length(headers)).ConfigureAwait(false);
        var target = OriginForm(parts[1]);
        var query = target.IndexOf('?');
        return new ServerRequest(parts[0], query < 0 ? target : target.Substring(0, query))
        {
            Query = query < 0 ? "" : target.Substring(query + 1),
            Authorization = Get(headers, "Authorization"),
            ContentType = Get(headers, "Content-Type"),
            Cookie = Get(headers, "Cookie"),
            Body = Encoding.UTF8.GetString(body),
        };
    }

    public Task WriteAsync(ServerAnswer answer)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\n");
        head.Append("Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n");
        foreach (var header in answer.Headers)
            head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        if (Closes)
            head.Append("Connection: close\r\n");

        var length = Encoding.UTF8.GetByteCount(answer.Body).ToString(CultureInfo.InvariantCulture);
        return WriteTextAsync($"{head}Content-Length: {length}\r\n\r\n{answer.Body}");
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        503 => "Service Unavailable",
        _ => "Other",
    };

    /// <summary>The path and the query. An absolute form (a client that believes it talks to a proxy) has them after the
    /// authority.</summary>
    private static string OriginForm(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? uri.PathAndQuery
            : target;

    private static string? Get(Dictionary<string, string> headers, string name) => headers.TryGetValue(name, out var value) ? value : null;

    private static bool Is(Dictionary<string, string> headers, string name, string value) =>
        string.Equals(Get(headers, name), value, StringComparison.OrdinalIgnoreCase);

    private static int Length(Dictionary<string, string> headers) =>
        Get(headers, "Content-Length") is { } text ? Size(text, NumberStyles.None) : 0;

    private static int Size(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out var size) && size >= 0 && size <= MaxBodyBytes
            ? size
            : throw new UnreadableRequestException("The body is too long, or its length is not a number.");

    private async Task<Dictionary<string, string>> ReadHeadersAsync()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var bytes = 0;
        while (await ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } line)
        {
            bytes += line.Length;
            var colon = line.IndexOf(':');
            if (colon <= 0 || bytes > MaxHeadBytes)
                throw new UnreadableRequestException("Not an HTTP header, or too many of them.");
            headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }

        return headers;
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync().ConfigureAwait(false);
            var size = Size(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier);
            if (size == 0)
                break;

            var chunk = await ReadBytesAsync(size).ConfigureAwait(false);
            body.Write(chunk, 0, chunk.Length);
            if (body.Length > MaxBodyBytes)
                throw new UnreadableRequestException("The body is too long.");
            await ReadLineAsync().ConfigureAwait(false);
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

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync().ConfigureAwait(false))
                throw new IOException("The connection closed in the middle of a line.");

            var character = (char)_buffer[_start++];
            if (character == '\n')
                return line.ToString();
            if (character != '\r')
                line.Append(character);
            if (line.Length > MaxHeadBytes)
                throw new UnreadableRequestException("The line is too long.");
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
