using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Desktop;

/// <summary>The GraphQL client, which renews the session by a mutation of its own.</summary>
public sealed class GraphQLApi(SessionVault vault, SessionRenewal renewal, HttpClient http)
{
    /// <summary>Runs a query.</summary>
    /// <exception cref="RejectedException">The session is over.</exception>
    /// <exception cref="HttpRequestException">The provider was not reached.</exception>
    public async Task<JsonNode?> QueryAsync(string query, CancellationToken cancellationToken)
    {
        if (vault.Current is not { } session)
            throw new RejectedException();
        var answer = await PostAsync(query, null, session.AccessToken, cancellationToken);
        if (answer["errors"] is null)
            return answer["data"];

        var renewed = await renewal.RenewAsync(session.RefreshToken, RenewTokenAsync, cancellationToken);
        return (await PostAsync(query, null, renewed.AccessToken, cancellationToken))["data"];
    }

    private async Task<Session> RenewTokenAsync(string refreshToken, CancellationToken cancellationToken)
    {
        const string Mutation = "mutation($refreshToken: String!) { renewToken(refreshToken: $refreshToken) { accessToken refreshToken } }";
        var answer = await PostAsync(Mutation, new() { ["refreshToken"] = refreshToken }, null, cancellationToken);
        if (answer["errors"] is not null)
            throw new RejectedException();
        var tokens = answer["data"]!["renewToken"]!;
        return new((string)tokens["accessToken"]!, (string)tokens["refreshToken"]!);
    }

    private async Task<JsonNode> PostAsync(string query, JsonObject? variables, string? accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "graphql") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
    }
}
