using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Desktop;

/// <summary>Authorises the requests of the REST client, and renews the session when the API answers 401.</summary>
public sealed class RestAuthHandler(SessionVault vault, SessionRenewal renewal, HttpMessageHandler network) : DelegatingHandler(network)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (vault.Current is not { } session)
            throw new RejectedException();
        request.Headers.Authorization = new("Bearer", session.AccessToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized)
            return response;

        response.Dispose();
        var renewed = await renewal.RenewAsync(session.RefreshToken, RefreshAsync, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", renewed.AccessToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<Session> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "http://api.test/auth/refresh") { Content = JsonContent.Create(new { refreshToken }) };
        using var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest)
            throw new RejectedException();
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Session>(cancellationToken))!;
    }
}
