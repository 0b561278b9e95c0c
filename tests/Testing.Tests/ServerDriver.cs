using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RefreshRace.Testing.Tests;

/// <summary>What the tests say to a server over HTTP.</summary>
internal static class ServerDriver
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static FormUrlEncodedContent Grant(string refreshToken) =>
        new([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);

    public static Task<HttpResponseMessage> RefreshAsync(
        this HttpClient client, string refreshToken, CancellationToken cancellationToken = default) =>
        client.PostAsync("token", Grant(refreshToken), cancellationToken);

    /// <summary>Exchanges and insists on success.</summary>
    public static async Task<(string AccessToken, string RefreshToken)> RotateAsync(this HttpClient client, string refreshToken)
    {
        using var response = await client.RefreshAsync(refreshToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await response.JsonAsync();
        return (json.GetProperty("access_token").GetString()!, json.GetProperty("refresh_token").GetString()!);
    }

    public static async Task<HttpResponseMessage> CallApiAsync(this HttpClient client, string? accessToken, string path = "api/orders")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public static async Task<string> ErrorAsync(this HttpResponseMessage response) =>
        (await response.JsonAsync()).GetProperty("error").GetString()!;
}
