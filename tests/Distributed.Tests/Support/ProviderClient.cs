using System.Net;
using System.Text.Json;

namespace RefreshRace.Distributed.Tests;

/// <summary>Redeems refresh tokens, as an application's own client would.</summary>
internal sealed class ProviderClient(HttpClient http)
{
    internal async Task<Tokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);
        using var response = await http.PostAsync("token", form, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest)
            throw new InvalidGrantException();
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(cancellationToken), TokenJson.Default.Tokens)!;
    }
}
