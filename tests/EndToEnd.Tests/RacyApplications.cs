namespace RefreshRace.EndToEnd.Tests;

/// <summary>Sources that lose their session under load, in the shapes in which such code is written.</summary>
internal static class RacyApplications
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Headers;
        using System.Net.Http.Json;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string Ask = """
            private async Task<HttpResponseMessage> AskAsync(string accessToken, CancellationToken cancellationToken)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "api/orders");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
                return await _http.SendAsync(request, cancellationToken);
            }
        }
        """;

    /// <summary>The client holds its one session in fields; the refresh reads and writes them.</summary>
    public const string SessionInFields = Usings + """
        public sealed class OrdersClient
        {
            private readonly HttpClient _http;
            private string _accessToken;
            private string _refreshToken;

            public OrdersClient(HttpClient http, string accessToken, string refreshToken)
            {
                _http = http;
                _accessToken = accessToken;
                _refreshToken = refreshToken;
            }

            public async Task GetOrdersAsync(CancellationToken cancellationToken)
            {
                var response = await AskAsync(_accessToken, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    await RefreshAsync(cancellationToken);
                    response = await AskAsync(_accessToken, cancellationToken);
                }

                response.EnsureSuccessStatusCode();
            }

            private async Task RefreshAsync(CancellationToken cancellationToken)
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = _refreshToken,
                });
                using var response = await _http.PostAsync("token", form, cancellationToken);
                response.EnsureSuccessStatusCode();
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);

                // Both tokens are new after every exchange.
                _accessToken = answer.GetProperty("access_token").GetString()!;
                _refreshToken = answer.GetProperty("refresh_token").GetString()!;
            }

        """ + Ask;

    /// <summary>The refresh is handed the token that goes with the access token that was refused, and returns the new pair.</summary>
    public const string TokenAsParameter = Usings + """
        public sealed record Pair(string AccessToken, string RefreshToken);

        public sealed class OrdersClient
        {
            private readonly HttpClient _http;
            private volatile Pair _pair;

            public OrdersClient(HttpClient http, string accessToken, string refreshToken)
            {
                _http = http;
                _pair = new Pair(accessToken, refreshToken);
            }

            public async Task GetOrdersAsync(CancellationToken cancellationToken)
            {
                var pair = _pair;
                var response = await AskAsync(pair.AccessToken, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    pair = await RefreshAsync(pair.RefreshToken, cancellationToken);
                    response = await AskAsync(pair.AccessToken, cancellationToken);
                }

                response.EnsureSuccessStatusCode();
            }

            private async Task<Pair> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var fields = new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                };
                using var response = await _http.PostAsync("token", new FormUrlEncodedContent(fields), cancellationToken);
                response.EnsureSuccessStatusCode();
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                var pair = new Pair(answer.GetProperty("access_token").GetString()!, answer.GetProperty("refresh_token").GetString()!);
                _pair = pair;
                return pair;
            }

        """ + Ask;

    /// <summary>As <see cref="SessionInFields"/>, and the refresh takes no token of its caller's.</summary>
    public const string WithoutCancellation = Usings + """
        public sealed class OrdersClient
        {
            private readonly HttpClient _http;
            private string _accessToken;
            private string _refreshToken;

            public OrdersClient(HttpClient http, string accessToken, string refreshToken)
            {
                _http = http;
                _accessToken = accessToken;
                _refreshToken = refreshToken;
            }

            public async Task GetOrdersAsync(CancellationToken cancellationToken)
            {
                var response = await AskAsync(_accessToken, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized)
                    response = await AskAsync(await RenewAsync(), cancellationToken);

                response.EnsureSuccessStatusCode();
            }

            private async Task<string> RenewAsync()
            {
                using var response = await _http.PostAsJsonAsync("auth/refresh", new { refreshToken = _refreshToken });
                response.EnsureSuccessStatusCode();
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
                _refreshToken = answer.GetProperty("refresh_token").GetString()!;
                return _accessToken = answer.GetProperty("access_token").GetString()!;
            }

        """ + Ask;

    /// <summary>The exchange is shared, but a failure ends in a log line: the caller goes on, meets the 401 again, and shows an empty list.</summary>
    public const string SwallowsItsFailure = Usings + """
        using RefreshRace;

        public sealed class OrdersClient
        {
            private readonly HttpClient _http;
            private readonly SingleFlight<string> _refresh = new();
            private string _accessToken;
            private string _refreshToken;

            public OrdersClient(HttpClient http, string accessToken, string refreshToken)
            {
                _http = http;
                _accessToken = accessToken;
                _refreshToken = refreshToken;
            }

            public async Task GetOrdersAsync(CancellationToken cancellationToken)
            {
                var refreshToken = _refreshToken;
                var response = await AskAsync(_accessToken, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    await RenewAsync(refreshToken, cancellationToken);
                    response = await AskAsync(_accessToken, cancellationToken);
                }

                if (response.StatusCode != HttpStatusCode.Unauthorized)
                    response.EnsureSuccessStatusCode();
            }

            private async Task RenewAsync(string refreshToken, CancellationToken cancellationToken)
            {
                try
                {
                    await _refresh.RunAsync(refreshToken, ExchangeAsync, cancellationToken);
                }
                catch (HttpRequestException exception)
                {
                    Console.WriteLine("The refresh failed: " + exception.Message);
                }
            }

            private async Task ExchangeAsync(string refreshToken, CancellationToken cancellationToken)
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                });
                using var response = await _http.PostAsync("token", form, cancellationToken);
                response.EnsureSuccessStatusCode();
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                _accessToken = answer.GetProperty("access_token").GetString()!;
                _refreshToken = answer.GetProperty("refresh_token").GetString()!;
            }

        """ + Ask;
}
