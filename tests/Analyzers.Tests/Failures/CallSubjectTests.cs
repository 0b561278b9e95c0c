namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>Whether the failure of a call is that of the refresh, or of a request in the course of which one takes place.</summary>
public sealed class CallSubjectTests
{
    // What a request is equipped with is not what it gets: its own error handling is its own business.
    [Theory]
    [InlineData("GetWithRefreshAsync", false)]
    [InlineData("GetWithTokenRefreshAsync", false)]
    [InlineData("RefreshAndGetAsync", true)]
    public Task FailureOfARequestThatRefreshesOnItsWay_IsTheRequests(string name, bool isReported) => VerifyCS.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Http;
        using System.Threading.Tasks;

        public sealed class Api(HttpClient http)
        {
            private readonly RefreshRace.SingleFlight<string, string> _flights = new();
            private string _refreshToken = "";

            public async Task<HttpResponseMessage> {{name}}(string url)
            {
                var answer = await http.GetAsync(url);
                if (answer.StatusCode == HttpStatusCode.Unauthorized)
                {
                    await _flights.RunAsync(_refreshToken, async (_, ct) =>
                    {
                        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken };
                        var fresh = await http.PostAsync("/token", new FormUrlEncodedContent(form), ct);
                        fresh.EnsureSuccessStatusCode();
                        return _refreshToken = await fresh.Content.ReadAsStringAsync();
                    });
                    answer = await http.GetAsync(url);
                }

                return answer;
            }
        }

        public sealed class Menu(Api api)
        {
            public async Task<string[]> LoadAsync()
            {
                var answer = await api.{{name}}("/menu");
                {{(isReported ? "{|RR0002:" : "")}}if (!answer.IsSuccessStatusCode){{(isReported ? "|}" : "")}}
                {
                    return Array.Empty<string>();
                }

                return (await answer.Content.ReadAsStringAsync()).Split(',');
            }
        }
        """);
}
