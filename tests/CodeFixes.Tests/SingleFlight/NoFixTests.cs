using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Where a flight would not compile, would share what belongs to one caller, or would leave the race: nothing is offered.</summary>
public sealed class NoFixTests
{
    [Fact]
    public Task Without_the_runtime_nothing_is_offered() => Marked.NoFixAsync(
        """
        public class Sessions
        {
            public Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken) => [|provider.RedeemAsync(refreshToken)|];
        }
        """,
        configure: test => test.ReferenceRuntime = false);

    [Fact]
    public Task A_disposable_result_is_never_shared() => Marked.NoFixAsync(
        """
        public class Sessions
        {
            public Task<OwnedResponse> RefreshAsync(IProvider provider, string refreshToken) => [|provider.RedeemOwnedAsync(refreshToken)|];
        }
        """);

    [Theory]
    [InlineData("public void Refresh(IProvider provider, ref string refreshToken) { [|provider.RedeemNow(refreshToken)|]; }")]
    [InlineData("public void Refresh(IProvider provider, in string refreshToken) { [|provider.RedeemNow(refreshToken)|]; }")]
    public Task What_a_lambda_cannot_hold_is_left_alone(string member) => Marked.NoFixAsync("public class Sessions { " + member + " }");

    [Theory]
    // An iterator, a flag that would split the key, a method that answers each caller something else.
    [InlineData("public System.Collections.Generic.IEnumerable<TokenResponse> Refresh(IProvider provider, string refreshToken) { yield return {|RR0001:provider.Redeem(refreshToken)|}; }")]
    [InlineData("public async Task<string> GetAsync(IProvider provider, string refreshToken, bool force) { var t = await {|RR0001:provider.RedeemAsync(refreshToken)|}; return force ? t.AccessToken : \"\"; }")]
    [InlineData("public async Task<string> CallAsync(IProvider provider, string refreshToken, string path) { var t = await {|RR0001:provider.RedeemAsync(refreshToken)|}; return path + t.AccessToken; }")]
    [InlineData("public async Task<T> GetAsync<T>(IProvider provider, string refreshToken, Func<TokenResponse, T> map) { return map(await {|RR0001:provider.RedeemAsync(refreshToken)|}); }")]
    public async Task What_cannot_be_guarded_is_offered_the_wrapped_call_alone(string member)
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument("using System; using System.Threading.Tasks; using Sdk; public class Sessions { " + member.Replace("{|RR0001:", "").Replace("|}", "") + " }");
        var offers = await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)));
        Assert.Equal("Wrap this call in SingleFlight", Assert.Single(offers).Title);
    }

    [Fact]
    public async Task A_controllers_action_answers_its_own_request()
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument("using System.Threading.Tasks; using Sdk; public class ControllerBase { } public class Api : ControllerBase { public async Task<string> Refresh(IProvider provider, string refreshToken) { var t = await provider.RedeemAsync(refreshToken); return t.AccessToken; } }");
        Assert.Equal("Wrap this call in SingleFlight", Assert.Single(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)))).Title);
    }

    /// <summary>Whoever joins another's flight would keep his session as it was.</summary>
    [Theory]
    [InlineData("answer => session.RefreshToken = answer.RefreshToken")]
    [InlineData("answer => session.Count++")]
    [InlineData("session.Callback = answer => { }")]
    public Task A_call_that_writes_into_its_callers_object_by_the_way(string callback) => Marked.NoFixAsync(
        $$"""
        public sealed class Session { public string RefreshToken { get; set; } = ""; public int Count { get; set; } public Action<TokenResponse>? Callback { get; set; } }

        public interface IApi { Task<TokenResponse> RedeemAsync(string refreshToken, Action<TokenResponse> answered); }

        public sealed class Sessions(IApi api)
        {
            public async Task<string> RefreshAsync(Session session)
            {
                var tokens = await {|RR0001:api.RedeemAsync(session.RefreshToken, {{callback}})|};
                return tokens.AccessToken;
            }
        }
        """);

    [Theory]
    [InlineData("public record struct Sessions(IProvider Provider) { public async Task<string> RefreshAsync(string refreshToken) { var t = await [|Provider.RedeemAsync(refreshToken)|]; return t.AccessToken; } }")]
    [InlineData("public struct Sessions(IProvider provider) { public async Task<string> RefreshAsync(string refreshToken) { var t = await [|provider.RedeemAsync(refreshToken)|]; return t.AccessToken; } }")]
    [InlineData("public class Sessions { private static readonly IProvider s_provider = null!; public Task<TokenResponse> Task { get; } = [|s_provider.RedeemAsync(\"the one\")|]; }")]
    public Task Where_no_lambda_can_stand_nothing_is_offered(string type) => Marked.NoFixAsync(type);
}
