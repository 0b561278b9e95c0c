namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>A flag that is raised and lowered under one lock says nothing to whoever waits for the lock: the lock only queues.</summary>
public sealed class HolderOnlyFlagTests
{
    private static string Service(string acquire, string release, string call, string members = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed class TokenService(HttpClient http)
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private bool _isRefreshing;
            private string _refreshToken = "";

            public async Task<bool> RefreshTokenAsync()
            {
                {{acquire}}
                try
                {
                    var answer = await {{call}};
                    answer.EnsureSuccessStatusCode();
                    _refreshToken = await answer.Content.ReadAsStringAsync();
                    return true;
                }
                finally
                {
                    {{release}}
                }
            }

            private static FormUrlEncodedContent Form(string refreshToken) => new(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = refreshToken,
            });

            {{members}}
        }
        """;

    private const string Post = "http.PostAsync(\"/token\", Form(_refreshToken))";

    [Theory]
    [InlineData("if (_isRefreshing) { _lock.Release(); return false; } _isRefreshing = true;")]
    [InlineData("_isRefreshing = true; if (!_isRefreshing) { _lock.Release(); return false; }")]
    public Task FlagThatIsLoweredBeforeTheLockIsReleased_IsNoGuardAndNoSecondLook(string test) => VerifyCS.VerifyAnalyzerAsync(
        Service("await _lock.WaitAsync(); " + test, "_isRefreshing = false; _lock.Release();", "{|RR0003:" + Post + "|}"));

    // Between the two locks the flag is raised for all to see.
    [Fact]
    public Task FlagThatIsRaisedUnderOneAcquisition_AndLoweredUnderAnother_Guards() => VerifyCS.VerifyAnalyzerAsync(Service(
        "await _lock.WaitAsync(); try { if (_isRefreshing) { return false; } _isRefreshing = true; } finally { _lock.Release(); }",
        "await _lock.WaitAsync(); _isRefreshing = false; _lock.Release();",
        Post));

    // Somebody else can raise it while nobody holds the lock.
    [Fact]
    public Task FlagThatIsAlsoWrittenElsewhere_Guards() => VerifyCS.VerifyAnalyzerAsync(Service(
        "await _lock.WaitAsync(); if (_isRefreshing) { _lock.Release(); return false; } _isRefreshing = true;",
        "_isRefreshing = false; _lock.Release();",
        Post,
        "public void Announce() => _isRefreshing = true;"));
}
