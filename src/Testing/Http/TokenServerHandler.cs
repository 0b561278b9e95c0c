using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace RefreshRace.Testing;

/// <summary>The server as an HttpClient's innermost handler.</summary>
/// <param name="server">The server.</param>
/// <param name="cookies">Where cookies are kept, as a browser keeps them; null where the client sends its own header.</param>
internal sealed class TokenServerHandler(RotatingTokenServer server, CookieContainer? cookies) : HttpMessageHandler
{
    private static readonly Uri s_nowhere = new("http://localhost/");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var uri = request.RequestUri is { IsAbsoluteUri: true } absolute ? absolute : s_nowhere;
        var incoming = new ServerRequest(request.Method.Method, uri.AbsolutePath)
        {
            Query = uri.Query.TrimStart('?'),
            Authorization = request.Headers.Authorization?.ToString(),
            ContentType = request.Content?.Headers.ContentType?.MediaType,
            Cookie = CookieOf(request, uri),
            Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync().ConfigureAwait(false),
        };

        ServerAnswer answer;
        try
        {
            answer = await server.HandleAsync(incoming, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The test's token server was disposed while the request waited for its answer.");
        }

        if (answer.ConnectionBroken)
            throw new HttpRequestException("The connection broke before an answer arrived (the test's token server was told to do so).");

        server.Delivered(answer);
        return ToMessage(answer, request, uri);
    }

#if NET
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // The caller chose to block; nothing in SendAsync comes back to the caller's context.
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
#endif

    private string? CookieOf(HttpRequestMessage request, Uri uri)
    {
        if (cookies is not null)
            return cookies.GetCookieHeader(uri);
        return request.Headers.TryGetValues("Cookie", out var values) ? string.Join("; ", values) : null;
    }

    private HttpResponseMessage ToMessage(ServerAnswer answer, HttpRequestMessage request, Uri uri)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"),
        };
        message.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        foreach (var header in answer.Headers)
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
            if (header.Key == "Set-Cookie")
                cookies?.SetCookies(uri, header.Value);
        }

        return message;
    }
}
