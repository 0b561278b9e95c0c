using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace RefreshRace.Testing;

/// <summary>The server as an HttpClient's innermost handler.</summary>
internal sealed class TokenServerHandler(RotatingTokenServer server) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync().ConfigureAwait(false);
        var path = request.RequestUri is { IsAbsoluteUri: true } uri ? uri.AbsolutePath : "/";
        var incoming = new ServerRequest(
            request.Method.Method, path, request.Headers.Authorization?.ToString(), request.Content?.Headers.ContentType?.MediaType, body);

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
        return ToMessage(answer, request);
    }

#if NET
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // The caller chose to block; nothing in SendAsync comes back to the caller's context.
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
#endif

    private static HttpResponseMessage ToMessage(ServerAnswer answer, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"),
        };
        message.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        if (answer.Challenge is not null)
            message.Headers.TryAddWithoutValidation("WWW-Authenticate", answer.Challenge);
        return message;
    }
}
