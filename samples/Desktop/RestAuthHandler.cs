using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Desktop;

/// <summary>Authorises the requests of the REST client, and renews the session when the API answers 401.</summary>
public sealed class RestAuthHandler(SessionVault vault, HttpMessageHandler network) : DelegatingHandler(network)
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (vault.Current is not { } session)
            return new(HttpStatusCode.Unauthorized);
        request.Headers.Authorization = new("Bearer", session.AccessToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized)
            return response;

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var renewed = await RefreshAsync(session.RefreshToken, cancellationToken);
            vault.Replace(session.RefreshToken, renewed);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", renewed.AccessToken);
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception)
        {
            vault.SignOut(session.RefreshToken);
            return response;
        }
        finally
        {
            _gate.Release();
        }
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
