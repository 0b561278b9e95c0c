using RefreshRace.CodeFixes;
using RefreshRace.Testing;

namespace RefreshRace.EndToEnd.Tests;

/// <summary>The other half of the promise: a renewal that failed is no secret to those who waited for it.</summary>
public sealed class RethrowTests
{
    [Fact]
    public async Task As_written_the_callers_carry_on_as_if_the_renewal_had_succeeded()
    {
        var report = await RaceAsync(Workbench.Open(RacyApplications.SwallowsItsFailure));

        Assert.Equal(0, report.CallersFailed);
        Assert.Contains("carried on", Assert.Throws<RaceProbeException>(report.ShouldFailEveryCaller).Message);
    }

    [Fact]
    public async Task Fixed_the_failure_reaches_every_caller()
    {
        var workbench = Workbench.Open(RacyApplications.SwallowsItsFailure);
        await workbench.FixAsync("RR0002", new RethrowFix(), RethrowFix.Key);

        (await RaceAsync(workbench)).ShouldFailEveryCaller();
    }

    [Fact]
    public async Task Fixed_it_still_succeeds_where_it_did()
    {
        var workbench = Workbench.Open(RacyApplications.SwallowsItsFailure);
        await workbench.FixAsync("RR0002", new RethrowFix(), RethrowFix.Key);
        var application = await Application.BuildAsync(workbench.Document);
        using var server = new RotatingTokenServer();

        (await RaceProbe.RunAsync(server, application.SignIn(server))).ShouldBeSingleFlight();
    }

    private static async Task<RaceReport> RaceAsync(Workbench workbench)
    {
        var application = await Application.BuildAsync(workbench.Document);
        using var server = new RotatingTokenServer { RefreshFailure = RefreshFailure.InvalidGrant };
        return await RaceProbe.RunAsync(server, application.SignIn(server));
    }
}
