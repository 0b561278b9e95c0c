using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RefreshRace.Testing.Tests;

/// <summary>Runs an exchange for a refresh token, guarded in one way or another.</summary>
internal delegate Task<Tokens> Guard(
    string refreshToken, Func<string, CancellationToken, Task<Tokens>> exchange, CancellationToken cancellationToken);

internal sealed record Tokens(string AccessToken, string RefreshToken);

/// <summary>A client as applications have it: ask the API, renew on 401, ask again. Only the guard around the exchange differs from test to
/// test.</summary>
internal sealed class ShopClient(HttpClient http, TokenSet session, Guard guard)
{
    private volatile Tokens _tokens = new(session.AccessToken, session.RefreshToken);

    public Tokens Current
    {
        get => _tokens;
        set => _tokens = value;
    }

    public async Task<HttpResponseMessage> GetOrdersAsync(CancellationToken cancellationToken)
    {
        var tokens = _tokens;
        var response = await SendAsync(tokens.AccessToken, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;

        var renewed = await guard(tokens.RefreshToken, ExchangeAsync, cancellationToken);
        return await SendAsync(renewed.AccessToken, cancellationToken);
    }

    public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        (await guard(refreshToken, ExchangeAsync, cancellationToken)).RefreshToken;

    private async Task<Tokens> ExchangeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("token", ServerDriver.Grant(refreshToken), cancellationToken);
        response.EnsureSuccessStatusCode();
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).RootElement;
        return _tokens = new Tokens(json.GetProperty("access_token").GetString()!, json.GetProperty("refresh_token").GetString()!);
    }

    private async Task<HttpResponseMessage> SendAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await http.SendAsync(request, cancellationToken);
    }
}
