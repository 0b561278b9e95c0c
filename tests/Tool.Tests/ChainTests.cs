using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The way to a refresh and the owner of its token, put together from what a diagnostic carries.</summary>
public sealed class ChainTests
{
    [Fact]
    public async Task The_way_leads_from_the_entry_point_through_an_interface_to_the_refresh()
    {
        var race = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain))).Of("RR0001");

        var chain = Assert.Single(race.Chains);
        Assert.Equal(["Endpoint.HandleAsync", "Sessions.GetAsync", "Sessions.RenewAsync"], chain.Select(step => step.Member));
        Assert.Equal([5, 15, 27], chain.Select(step => step.Place.Line));
        Assert.Equal(race.Place, chain[^1].Place);
    }

    [Fact]
    public async Task The_owner_is_the_member_that_reads_the_token_and_not_the_one_that_is_handed_it()
    {
        var race = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain))).Of("RR0001");

        Assert.Equal("Sessions", race.Owner.Type);
        Assert.Equal("Sessions.GetAsync", race.Owner.Member);
        Assert.Equal("tokens.RefreshToken", race.Owner.Token);
        Assert.Equal("store.LoadAsync(user)", race.Owner.Store);
        Assert.Equal(15, race.Owner.Place.Line);
    }

    [Fact]
    public async Task The_site_names_what_redeems_what_keeps_and_where_a_failure_arrives()
    {
        var race = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain))).Of("RR0001");

        Assert.Equal("IIdentityClient", race.Site.Provider);
        Assert.Equal("RefreshTokenAsync(…)", race.Site.Redeems);
        Assert.Equal("store.SaveAsync(user, renewed)", race.Site.Keeps);
        var failure = Assert.Single(race.Site.Failures);
        Assert.Equal("catch (Exception)", failure.Handler);
        Assert.True(failure.Ends);
        Assert.Equal(17, failure.Place.Line);
    }

    [Fact]
    public async Task A_swallowed_failure_has_the_way_and_the_owner_of_its_race()
    {
        var scanned = await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain));

        var (race, swallow) = (scanned.Of("RR0001"), scanned.Of("RR0002"));
        Assert.Equal(race.Owner, swallow.Owner);
        Assert.Equal(race.Chains[0].AsEnumerable(), swallow.Chains[0]);
        Assert.Equal(17, swallow.Place.Line);
    }

    [Fact]
    public async Task Two_entry_points_make_two_ways()
    {
        const string More = """
            public sealed class Job(ISessions sessions)
            {
                public Task<string> RunAsync() => sessions.GetAsync("batch");
            }
            """;

        var race = (await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain), ("App/Job.cs", More))).Of("RR0001");

        Assert.Equal(["Endpoint.HandleAsync", "Job.RunAsync"], race.Chains.Select(chain => chain[0].Member).Order());
    }

    [Fact]
    public async Task A_guard_that_does_not_hold_is_named_with_the_reason()
    {
        var race = (await Scanned.OfAsync(("App/Provider.cs", Sources.NoRecheck))).Of("RR0003");

        var guard = Assert.Single(race.Guards);
        Assert.Contains("_gate.WaitAsync()", guard.Name);
        Assert.Contains("nothing looks again", guard.Why);
        Assert.Equal(8, guard.Place.Line);
    }

    [Fact]
    public async Task A_lock_that_no_way_enters_is_named_too()
    {
        var source = Sources.Plain
            .Replace("    private Tokens _tokens", "    private readonly SemaphoreSlim _idle = new(1, 1);\n    private Tokens _tokens",
                StringComparison.Ordinal);

        var race = (await Scanned.OfAsync(("App/Provider.cs", source))).Of("RR0001");

        var guard = Assert.Single(race.Guards);
        Assert.Equal("SemaphoreSlim _idle", guard.Name);
        Assert.Equal("no way to this refresh enters it", guard.Why);
    }

    [Fact]
    public async Task Targets_of_one_project_are_merged()
    {
        var scanned = await Scanned.OfAsync(Scanned.SolutionOf([("App/Provider.cs", Sources.Plain)], "net8.0", "net10.0"));

        Assert.Equal("App", Assert.Single(scanned.Of("RR0001").Projects));
    }

    [Fact]
    public async Task A_finding_of_one_target_says_which()
    {
        var source = $"#if NET10_0\n{Sources.Plain}\n#endif\n";

        var scanned = await Scanned.OfAsync(Scanned.SolutionOf([("App/Provider.cs", source)], "net8.0", "net10.0"));

        Assert.Equal("App (net10.0)", Assert.Single(scanned.Of("RR0001").Projects));
    }
}
