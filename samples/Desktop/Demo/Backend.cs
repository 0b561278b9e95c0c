using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Desktop.Demo;

/// <summary>The service behind both clients: single-use refresh tokens, and a session that ends when a consumed one is presented. The
/// access token of the
/// first session has expired.</summary>
public sealed class Backend : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private string? _accessToken;
    private string _refreshToken = "R0-" + Guid.NewGuid().ToString("N");
    private bool _isRevoked;

    public Session First => new("expired", _refreshToken);

    public bool IsDown { get; set; }

    public int Renewals { get; private set; }

    public int Rejected { get; private set; }

    public void Revoke() => _isRevoked = true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A round trip, so that concurrent requests overlap.
        await Task.Delay(20, cancellationToken);
        var body = request.Content is null ? null : await request.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        var isAuthorised = request.Headers.Authorization?.Parameter is { } token && token == _accessToken && !_isRevoked;
        return request.RequestUri!.AbsolutePath switch
        {
            "/auth/refresh" => Rest((string)body!["refreshToken"]!),
            "/graphql" when ((string)body!["query"]!).StartsWith("mutation", StringComparison.Ordinal) =>
                GraphQL((string)body["variables"]!["refreshToken"]!),
            "/graphql" => Json(isAuthorised ? new { data = new { me = "ada" } } : new { errors = new[] { "UNAUTHENTICATED" } }),
            _ => new(isAuthorised ? HttpStatusCode.OK : HttpStatusCode.Unauthorized),
        };
    }

    private HttpResponseMessage Rest(string refreshToken)
    {
        if (IsDown)
            return new(HttpStatusCode.ServiceUnavailable);
        return Rotate(refreshToken) is { } session ? Json(session) : new(HttpStatusCode.BadRequest);
    }

    private HttpResponseMessage GraphQL(string refreshToken)
    {
        if (IsDown)
            return new(HttpStatusCode.ServiceUnavailable);
        return Json(Rotate(refreshToken) is { } session ? new { data = new { renewToken = session } }
            : new { errors = new[] { "INVALID_GRANT" } });
    }

    private Session? Rotate(string refreshToken)
    {
        lock (_lock)
        {
            Renewals++;
            if (_isRevoked || refreshToken != _refreshToken)
            {
                Rejected++;
                _isRevoked = true;
                return null;
            }

            _accessToken = Guid.NewGuid().ToString("N");
            _refreshToken = Guid.NewGuid().ToString("N");
            return new(_accessToken, _refreshToken);
        }
    }

    private static HttpResponseMessage Json(object value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };
}
