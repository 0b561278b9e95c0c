using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>RR0002 and RR0102 by the real analyzer: the exception takes the place of the failure, however the code asks for it, and never of the success.</summary>
public sealed class BranchTests
{
    [Theory]
    [InlineData("!answer.IsSuccess")]
    [InlineData("answer.IsSuccess == false")]
    [InlineData("answer is { IsSuccess: false }")]
    [InlineData("answer is not { IsSuccess: true }")]
    [InlineData("answer.IsSuccess != true")]
    [InlineData("answer?.IsSuccess != true")]
    [InlineData("answer == null || !answer.IsSuccess")]
    public Task A_condition_that_holds_on_failure(string condition) => VerifyAsync(
        Method(condition, "return null;", "return answer.AccessToken;"),
        Method(condition, "throw new InvalidOperationException(\"#\");", "return answer.AccessToken;"));

    [Theory]
    [InlineData("answer.IsSuccess")]
    [InlineData("answer.IsSuccess == true")]
    [InlineData("answer.IsSuccess != false")]
    [InlineData("answer is { IsSuccess: true }")]
    [InlineData("user != \"\" && answer.IsSuccess")]
    [InlineData("answer != null && answer.IsSuccess")]
    public Task A_condition_that_holds_on_success(string condition) => VerifyAsync(
        Method(condition, "return answer.AccessToken;", "return null;"),
        Method(condition, "return answer.AccessToken;", "throw new InvalidOperationException(\"#\");"));

    /// <summary>What stands behind the branch is the success's as well.</summary>
    [Theory]
    [InlineData("_last = answer.AccessToken;")]
    [InlineData("if (user == \"\") return answer.AccessToken;")]
    public Task A_success_that_goes_on_behind_its_branch(string onSuccess)
    {
        var source = Method("answer.IsSuccess", onSuccess, "return null;", "RR0102");
        return VerifyAsync(source, source);
    }

    private static string Method(string condition, string then, string behind, string id = "RR0002") =>
        $$"""
        namespace App
        {
            public sealed class Answer
            {
                public bool IsSuccess { get; set; }

                public string AccessToken { get; set; } = "";
            }

            public interface IProvider
            {
                Task<Answer> RedeemAsync(string refreshToken, CancellationToken cancellationToken);
            }

            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, Answer> s_flight = new(new SingleFlightOptions<string, Answer> { RetainIf = answer => answer.IsSuccess });
                private string? _last;

                public string? Last => _last;

                public async Task<string?> RefreshTokenAsync(string user)
                {
                    var answer = await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                    {|{{id}}:if ({{condition}})|}
                    {
                        {{then}}
                    }

                    {{behind}}
                }
            }
        }
        """;

    private static Task VerifyAsync(string source, string fixedSource)
    {
        if (source != fixedSource)
        {
            fixedSource = fixedSource.Replace("{|RR0002:", "").Replace("|}", "").Replace("#", source.Contains("(answer.Is") || source.Contains(" answer.IsSuccess)") || source.Contains("!answer.Is") ? "The renewal failed." : "The renewal gave no tokens.");
        }

        return Analyzed.VerifyAsync<RethrowFix>(RethrowFix.Key, ["System"], source, fixedSource);
    }
}
