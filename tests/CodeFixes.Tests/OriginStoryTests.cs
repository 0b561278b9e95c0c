using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>The real analyzer and the real fixes on a session service as people write it.</summary>
public sealed class OriginStoryTests
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Studio;

        public sealed record TokenResponse(string AccessToken, string RefreshToken);

        public sealed record Session(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);

        public sealed class SessionStore
        {
            private readonly Dictionary<string, Session> _sessions = new();

            public Session? Find(string id) => _sessions.TryGetValue(id, out var session) ? session : null;

            public void Replace(string refreshToken, TokenResponse tokens) => _sessions[refreshToken] = new Session(tokens.AccessToken, tokens.RefreshToken, DateTimeOffset.MaxValue);
        }

        public sealed class SessionService(HttpClient provider, SessionStore sessions)
        {
            public async Task<string?> GetAccessTokenAsync(string sessionId, CancellationToken cancellationToken)
            {
                if (sessions.Find(sessionId) is not { } session)
                {
                    return null;
                }

                if (session.ExpiresAt > DateTimeOffset.UtcNow)
                {
                    return session.AccessToken;
                }

                try
                {
                    var tokens = await RefreshAsync(session.RefreshToken, cancellationToken);
                    return tokens.AccessToken;
                }
                catch (Exception exception)
                {
                    Console.WriteLine(exception.Message);
                    return null;
                }
            }

            private async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                });
                using var response = await provider.PostAsync("connect/token", form, cancellationToken);
                response.EnsureSuccessStatusCode();
                var tokens = await response.Content.ReadFromJsonAsync<TokenResponse>(cancellationToken)
                    ?? throw new InvalidOperationException("No tokens.");
                sessions.Replace(refreshToken, tokens);
                return tokens;
            }
        }
        """;

    [Fact]
    public async Task The_race_becomes_a_flight_keyed_by_the_token()
    {
        var runner = new FixRunner(new SingleFlightFix(), new RefreshRaceAnalyzer());
        var document = runner.NewDocument(Source);
        Assert.Empty(await FixRunner.CompileAsync(document));
        var race = Assert.Single(await runner.AnalyzeAsync(document), diagnostic => diagnostic.Id == "RR0001");
        var offer = Assert.Single(await runner.OffersAsync(document, race));
        var changed = await FixRunner.ApplyAsync(document, offer);
        var text = (await changed.GetTextAsync()).ToString();
        Assert.Empty(await FixRunner.CompileAsync(changed));
        Assert.Contains("private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();", text);
        Assert.Contains("return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, cancellationToken);", text);
    }

    [Fact]
    public async Task The_swallowed_failure_reaches_the_callers()
    {
        var runner = new FixRunner(new RethrowFix(), new RefreshRaceAnalyzer());
        var document = runner.NewDocument(Source);
        var swallow = Assert.Single(await runner.AnalyzeAsync(document), diagnostic => diagnostic.Id == "RR0002");
        var changed = await FixRunner.ApplyAsync(document, Assert.Single(await runner.OffersAsync(document, swallow)));
        Assert.Empty(await FixRunner.CompileAsync(changed));
        Assert.DoesNotContain(await runner.AnalyzeAsync(changed), diagnostic => diagnostic.Id == "RR0002");
    }
}
