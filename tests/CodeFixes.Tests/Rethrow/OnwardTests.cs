using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>RR0002 by the real analyzer: where a rethrow would only move the harm, none is offered.</summary>
public sealed class OnwardTests
{
    [Theory]
    [InlineData("")]
    [InlineData("return null;")]
    public Task A_caller_who_would_lose_the_failure_comes_first(string above)
    {
        var source = $$"""
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public async Task<string?> EnsureTokenAsync()
                {
                    try
                    {
                        return await RefreshTokenAsync();
                    }
                    catch (Exception)
                    {
                        {{(above.Length == 0 ? "throw;" : above)}}
                    }
                }

                private async Task<string?> RefreshTokenAsync()
                {
                    try
                    {
                        return (await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken))).AccessToken;
                    }
                    {|RR0002:catch (Exception)|}
                    {
                        return null;
                    }
                }
            }
            """;
        const string Swallows = """
                    try
                    {
                        return (await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken))).AccessToken;
                    }
                    {|RR0002:catch (Exception)|}
                    {
                        return null;
                    }
            """;
        const string LetsGo = """
                    return (await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken))).AccessToken;
            """;
        Assert.Contains(Swallows, source);
        return VerifyAsync(source, above.Length > 0 ? source : source.Replace(Swallows, LetsGo));
    }

    [Theory]
    [InlineData("await GetTokenAsync(code)", "RR0002")]
    [InlineData("await LoginAsync().ConfigureAwait(false)", "RR0102")]
    public Task A_second_way_to_tokens_stays(string other, string rule)
    {
        var source = $$"""
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public async Task<string?> RefreshTokenAsync(string code)
                {
                    if (store.RefreshToken.Length > 0)
                    {
                        try
                        {
                            return (await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken))).AccessToken;
                        }
                        {|{{rule}}:catch (Exception e)|}
                        {
                            Console.WriteLine(e);
                        }
                    }

                    return {{other}};
                }

                private Task<string> GetTokenAsync(string secret) => Task.FromResult(secret);

                private Task<string> LoginAsync() => Task.FromResult("");
            }
            """;
        return VerifyAsync(source, source);
    }

    private static Task VerifyAsync(string source, string fixedSource) => Analyzed.VerifyAsync<RethrowFix>(RethrowFix.Key, ["System"], source, fixedSource);
}
