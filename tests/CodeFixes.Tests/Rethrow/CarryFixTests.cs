using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>RR0002 by the real analyzer: the failure is returned in the result that the method has.</summary>
public sealed class CarryFixTests
{
    private const string Results = """
        #nullable enable
        using System;

        public sealed class Outcome
        {
            public string? Value { get; private init; }
            public string? Reason { get; private init; }
            public static Outcome Ok(string value) => new() { Value = value };
            public static Outcome Fail(string reason) => new() { Reason = reason };
        }

        public sealed class Caught<T>
        {
            public static Caught<T> Fail(string reason) => new();
            public static Caught<T> FromException(Exception exception) => new();
        }

        public class Reply
        {
            public bool IsSuccess { get; set; }
            public string? ErrorMessage { get; set; }
        }

        public class Silent
        {
            public bool IsSuccess { get; set; }
        }
        """;

    [Theory]
    [InlineData("Outcome", "Outcome.Ok(tokens.AccessToken)", "catch (Exception)", "catch (Exception exception)", "Outcome.Fail(exception.Message)")]
    [InlineData("Caught<string>", "new Caught<string>()", "catch", "catch (Exception exception)", "Caught<string>.FromException(exception)")]
    [InlineData("Reply", "new Reply { IsSuccess = true }", "catch (Exception e)", "catch (Exception e)", "new Reply { IsSuccess = false, ErrorMessage = e.Message }")]
    public Task The_result_says_why(string type, string good, string head, string fixedHead, string bad) =>
        VerifyAsync(Source(type, good, "{|RR0002:" + head + "|}", "null"), Source(type, good, fixedHead, bad));

    [Theory]
    [InlineData("Silent", "new Silent { IsSuccess = true }")]
    [InlineData("string", "tokens.AccessToken")]
    public Task A_result_without_room_for_a_reason_is_left_alone(string type, string good)
    {
        var source = Source(type, good, "{|RR0002:catch (Exception)|}", "null");
        return VerifyAsync(source, source);
    }

    private static string Source(string type, string good, string head, string bad) =>
        $$"""
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public async Task<{{type}}?> RefreshAsync()
            {
                try
                {
                    var tokens = await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                    return {{good}};
                }
                {{head}}
                {
                    // Nothing to do.
                    return {{bad}};
                }
            }
        }
        """;

    private static Task VerifyAsync(string source, string fixedSource) => Analyzed.VerifyAsync<RethrowFix>(RethrowFix.CarryKey, ["System"], source, fixedSource, Results);
}
