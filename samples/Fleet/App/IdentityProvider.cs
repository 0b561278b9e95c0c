namespace Fleet;

/// <summary>The token endpoint, as this client sees it.</summary>
public sealed class IdentityProvider(HttpClient http)
{
    public const string ClientId = "fleet";

    /// <summary>Sends a request of the given fields, and those that every request has.</summary>
    /// <exception cref="HttpRequestException">The provider refused, with its status, or was not reached.</exception>
    public async Task<TokenResponse> AskAsync(Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(fields.Append(new("client_id", ClientId)));
        using var response = await http.PostAsync("token", form, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(FleetJson.Default.TokenResponse, cancellationToken)
            ?? throw new HttpRequestException("The identity provider sent no tokens.");
    }
}
