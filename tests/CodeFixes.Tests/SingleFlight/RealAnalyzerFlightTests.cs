using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>What the analyzer says of code that a fix has written: nothing.</summary>
public sealed class RealAnalyzerFlightTests
{
    private const string Usings = "using System.Collections.Generic; using System.Net.Http; using System.Net.Http.Json; using System.Threading; using System.Threading.Tasks;\n";

    [Fact]
    public Task A_flight_whose_key_is_made_of_the_request_sends_nothing_itself() => IsCleanAsync(Usings + """
        public sealed record Answer(string AccessToken, string RefreshToken);

        public sealed class TokenClient(HttpClient http, string stored)
        {
            public Task<Answer> RenewAsync(string? audience) => ExchangeAsync(stored, audience, true);

            private async Task<Answer> ExchangeAsync(string refreshToken, string? audience, bool log)
            {
                var body = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };
                if (audience != null)
                {
                    body.Add("audience", audience);
                }

                var answer = await SendAsync(body);
                return log ? answer : new Answer("", "");
            }

            private async Task<Answer> SendAsync(Dictionary<string, string> body)
            {
                using var response = await http.PostAsync("https://idp/connect/token", new FormUrlEncodedContent(body));
                response.EnsureSuccessStatusCode();
                return (await response.Content.ReadFromJsonAsync<Answer>())!;
            }
        }
        """);

    [Fact]
    public Task A_call_for_an_object_without_a_token_redeems_nothing() => IsCleanAsync(Usings + """
        public sealed class State { public string? RefreshToken { get; set; } public string? AccessToken { get; set; } public bool IsExpired { get; set; } }

        public sealed class Sessions(HttpClient http)
        {
            private State _state = new();

            public async Task<string?> GetAsync(CancellationToken ct)
            {
                var state = _state;
                if (state.IsExpired)
                {
                    state = await RefreshAsync(state, ct);
                }

                return state.AccessToken;
            }

            private async Task<State> RefreshAsync(State state, CancellationToken ct)
            {
                var form = new Dictionary<string, string> { { "grant_type", "refresh_token" }, { "refresh_token", state.RefreshToken! } };
                using var response = await http.PostAsync("https://idp/connect/token", new FormUrlEncodedContent(form), ct);
                response.EnsureSuccessStatusCode();
                var fresh = await response.Content.ReadFromJsonAsync<State>(ct);
                state.AccessToken = fresh!.AccessToken;
                state.RefreshToken = fresh.RefreshToken;
                return state;
            }
        }
        """);

    [Fact]
    public async Task What_the_guarded_member_turns_into_a_value_does_not_reach_its_callers_as_an_exception()
    {
        var runner = new FixRunner(new SingleFlightFix(), new RefreshRaceAnalyzer());
        var document = runner.NewDocument(Usings + """
            public sealed record Answer(bool IsError, string AccessToken);

            public sealed class Renewal(HttpClient http, string stored)
            {
                public async Task<string> CurrentAsync()
                {
                    try
                    {
                        var answer = await RefreshAsync(stored);
                        return answer.IsError ? throw new System.InvalidOperationException() : answer.AccessToken;
                    }
                    catch (System.Exception)
                    {
                        return "";
                    }
                }

                private async Task<Answer> RefreshAsync(string refreshToken)
                {
                    try
                    {
                        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };
                        using var response = await http.PostAsync("https://idp/connect/token", new FormUrlEncodedContent(form));
                        response.EnsureSuccessStatusCode();
                        return (await response.Content.ReadFromJsonAsync<Answer>())!;
                    }
                    catch (System.Exception)
                    {
                        return new Answer(true, "");
                    }
                }
            }
            """);
        Assert.Empty(await FixRunner.CompileAsync(document));
        var before = await runner.AnalyzeAsync(document);
        var changed = await FixRunner.ApplyAsync(document, (await runner.OffersAsync(document, Assert.Single(before, found => found.Id == "RR0001")))[0]);
        Assert.Empty(await FixRunner.CompileAsync(changed));
        Assert.Equal(before.Count(found => found.Id == "RR0002"), (await runner.AnalyzeAsync(changed)).Count(found => found.Id == "RR0002"));
    }

    private static async Task IsCleanAsync(string source)
    {
        var runner = new FixRunner(new SingleFlightFix(), new RefreshRaceAnalyzer());
        var document = runner.NewDocument(source);
        Assert.Empty(await FixRunner.CompileAsync(document));
        var race = Assert.Single(await runner.AnalyzeAsync(document), found => found.Id == "RR0001");
        var offers = await runner.OffersAsync(document, race);
        Assert.NotEmpty(offers);
        foreach (var offer in offers)
        {
            var changed = await FixRunner.ApplyAsync(document, offer);
            Assert.Empty(await FixRunner.CompileAsync(changed));
            Assert.DoesNotContain(await runner.AnalyzeAsync(changed), found => found.Id.StartsWith("RR00", StringComparison.Ordinal));
        }
    }
}
