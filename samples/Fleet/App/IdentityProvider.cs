namespace Fleet;

/// <summary>The token endpoint, as this client sees it.</summary>
public sealed class IdentityProvider(HttpClient http)
{
    public const string ClientId = "fleet";

    public async Task<TokenResponse> RedeemCodeAsync(string code, string verifier, string redirectUri, CancellationToken cancellationToken) => await PostAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = ClientId,
            ["code"] = code,
            ["code_verifier"] = verifier,
            ["redirect_uri"] = redirectUri,
        },
        cancellationToken);

    public async Task<TokenResponse> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken) => await PostAsync(
        new() { ["grant_type"] = "refresh_token", ["client_id"] = ClientId, ["refresh_token"] = refreshToken }, cancellationToken);

    private async Task<TokenResponse> PostAsync(Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await http.PostAsync("token", form, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(FleetJson.Default.TokenResponse, cancellationToken)
            ?? throw new HttpRequestException("The identity provider sent no tokens.");
    }
}
