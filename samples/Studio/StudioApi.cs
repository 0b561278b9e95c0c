using System.Net;
using System.Net.Http.Headers;

namespace Studio;

/// <summary>One answer of the API to one call of a batch.</summary>
public sealed record Answer(string Path, HttpStatusCode Status);

/// <summary>Calls the Studio API on behalf of a signed-in user.</summary>
public sealed class StudioApi(HttpClient api, SessionService sessions)
{
    public async Task<Answer> GetAsync(string sessionId, string path, CancellationToken cancellationToken)
    {
        var accessToken = await sessions.GetAccessTokenAsync(sessionId, cancellationToken);
        if (accessToken is null)
        {
            return new Answer(path, HttpStatusCode.Unauthorized);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "api/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await api.SendAsync(request, cancellationToken);
        return new Answer(path, response.StatusCode);
    }
}
