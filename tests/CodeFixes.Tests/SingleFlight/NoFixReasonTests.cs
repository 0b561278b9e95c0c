using System.Reflection;
using System.Text.RegularExpressions;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Where nothing is offered the reason is told, and the rule's page has a recipe for each.</summary>
public sealed partial class NoFixReasonTests
{
    [Fact]
    public void Every_key_has_its_recipe_on_the_page_and_no_other_has()
    {
        var root = typeof(NoFixReasonTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(at => at.Key == "RepositoryRoot").Value!;
        var page = File.ReadAllText(Path.Combine(root, "docs", "rules", "RR0001.md"));
        var section = page[page.IndexOf("### When no fix", StringComparison.Ordinal)..page.IndexOf("## Cases", StringComparison.Ordinal)];

        Assert.Equal(NoFixReason.Keys.Order(), Recipe().Matches(section).Select(match => match.Groups["key"].Value).Order());
    }

    [Fact]
    public void Every_reason_has_one_of_the_keys_and_every_key_a_reason()
    {
        var reasons = typeof(NoFixReason).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => field.GetValue(null)).OfType<NoFixReason>().Select(reason => reason.Key);

        Assert.Equal(NoFixReason.Keys.Order(), reasons.Distinct().Order());
    }

    [Theory]
    [InlineData("result", "public Task<OwnedResponse> RefreshAsync(IProvider p, string refreshToken) => p.RedeemOwnedAsync(refreshToken);")]
    [InlineData("place", "public Task<TokenResponse> Tokens { get; } = default(IProvider)!.RedeemAsync(\"the one\");")]
    [InlineData("statements", "public void Refresh(IProvider p, ref string refreshToken) { _kept = p.Redeem(refreshToken); }")]
    public async Task The_reason_is_told_where_nothing_is_offered(string key, string member)
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument(In(member));
        var finding = Assert.Single(await runner.AnalyzeAsync(document));

        Assert.Empty(await runner.OffersAsync(document, finding));
        Assert.Equal(key, (await SingleFlightFix.WhyNotAsync(document, finding, default))?.Key);
    }

    [Fact]
    public async Task Where_something_is_offered_there_is_no_reason()
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument(
            In("public Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken) => provider.RedeemAsync(refreshToken);"));

        Assert.Null(await SingleFlightFix.WhyNotAsync(document, Assert.Single(await runner.AnalyzeAsync(document)), default));
    }

    private static string In(string member) =>
        $"using System.Threading.Tasks; using Sdk; public class Sessions {{ private TokenResponse _kept = new(); {member} }}";

    [GeneratedRegex("(?m)^\\| `(?<key>[a-z-]+)` \\|")]
    private static partial Regex Recipe();
}
