using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Reports.Scenes;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The collision that is drawn is the one of the site.</summary>
public sealed class SceneTests
{
    private static async Task<Scene> OfAsync(string rule, string source) =>
        Scripts.For((await Scanned.OfAsync(("App/Provider.cs", source))).Of(rule))!;

    private static string[] Told(Scene scene) =>
    [
        .. scene.Steps.Select(step => $"{scene.Actors[step.From].Title} > {scene.Actors[step.To].Title}: {step.Token}{(step.IsConsumed ? "!" : "")} {step.Label}"),
    ];

    [Fact]
    public async Task Without_a_guard_the_second_presents_a_consumed_token()
    {
        var scene = await OfAsync("RR0001", Sources.Chain);

        Assert.Equal(
            [
                "Token store > Request A: R1 reads tokens.RefreshToken",
                "Token store > Request B: R1 reads tokens.RefreshToken",
                "Request A > Identity provider: R1 RefreshTokenAsync(…)",
                "Identity provider > Request A: R2 R1 is consumed",
                "Request A > Token store: R2 store.SaveAsync(user, renewed)",
                "Request B > Identity provider: R1! RefreshTokenAsync(…)",
                "Identity provider > Request B:  invalid_grant: reuse of a consumed token",
                "Identity provider > Identity provider:  some providers now revoke R2, too",
            ],
            Told(scene)[..^1]);
        Assert.StartsWith("Request B > Request B:  catch (Exception): returns ", Told(scene)[^1]);
        Assert.Equal("App/Provider.cs:15", scene.Steps[0].Where);
        Assert.Equal("App/Provider.cs:27", scene.Steps[2].Where);
    }

    [Fact]
    public async Task A_lock_with_the_read_inside_costs_a_second_refresh_and_no_reuse()
    {
        var told = Told(await OfAsync("RR0003", Sources.NoRecheck));

        Assert.Contains("Request B > Identity provider: R2 RefreshTokenAsync(…)", told);
        Assert.DoesNotContain(told, line => line.Contains("invalid_grant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_and_a_set_in_two_steps_let_both_pass()
    {
        var told = Told(await OfAsync("RR0006", Sources.NotAtomic));

        Assert.Equal("Request B > Shared state:  is a refresh in flight?", told[2]);
        Assert.Equal("Shared state > Request B:  no: A has not said so yet", told[3]);
    }

    [Fact]
    public async Task Every_rule_about_a_refresh_has_a_scene_and_no_step_leaves_the_stage()
    {
        var model = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain))).Of("RR0001");

        foreach (var rule in SolutionAnalysis.Rules.Where(rule => DiagnosticFacts.IsAboutRefresh(rule.Id)))
        {
            var scene = Scripts.For(model with { Rule = rule });
            Assert.True(scene is { Steps.IsEmpty: false }, rule.Id);
            Assert.All(scene!.Steps, step => Assert.InRange(Math.Max(step.From, step.To), 0, scene.Actors.Length - 1));
        }
    }

    [Fact]
    public async Task A_token_is_never_good_again_once_it_is_consumed()
    {
        var model = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain))).Of("RR0001");

        foreach (var rule in SolutionAnalysis.Rules)
        {
            var redeemed = new HashSet<string>();
            foreach (var step in (Scripts.For(model with { Rule = rule })?.Steps ?? []).Where(step => step.Label == model.Site.Redeems))
            {
                Assert.True(redeemed.Add(step.Token!) != step.IsConsumed, $"{rule.Id}: {step.Label}");
            }
        }
    }
}
