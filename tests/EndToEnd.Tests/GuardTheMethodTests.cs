using RefreshRace.CodeFixes;
using RefreshRace.Testing;
using Xunit.Abstractions;

namespace RefreshRace.EndToEnd.Tests;

/// <summary>The promise of the package, proved at once: code that loses its session is reported, fixed without a human hand, and keeps its session.</summary>
public sealed class GuardTheMethodTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, (string Source, string TokenPath)> s_applications = new()
    {
        [nameof(RacyApplications.SessionInFields)] = (RacyApplications.SessionInFields, "/token"),
        [nameof(RacyApplications.TokenAsParameter)] = (RacyApplications.TokenAsParameter, "/token"),
        [nameof(RacyApplications.WithoutCancellation)] = (RacyApplications.WithoutCancellation, "/auth/refresh"),
    };

    public static TheoryData<string> Applications => new(s_applications.Keys);

    [Theory, MemberData(nameof(Applications))]
    public async Task As_written_the_application_loses_its_session(string name)
    {
        var report = await RaceAsync(name, Workbench.Open(s_applications[name].Source));

        Assert.True(report.RefreshesSent > 1, report.ToString());
        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.True(report.CallersFailed > 0, report.ToString());
        Assert.False(report.SessionAlive, report.ToString());
    }

    [Theory, MemberData(nameof(Applications))]
    public async Task Fixed_it_refreshes_once_for_a_burst_and_keeps_its_session(string name)
    {
        var report = await RaceAsync(name, await FixedAsync(name), options: new() { Stragglers = 0 });

        report.ShouldBeSingleFlight();
        Assert.True(report.FirstCallerDisconnected);
    }

    [Theory, MemberData(nameof(Applications))]
    public async Task Fixed_it_keeps_its_session_when_stragglers_come(string name)
    {
        var report = await RaceAsync(name, await FixedAsync(name));

        // A straggler that holds the consumed token is answered with what that token gave. One that reads the token only after its 401 holds a good one,
        // which costs an exchange that was not needed and nothing else.
        Assert.Equal(2, report.StragglersHeld);
        Assert.Equal((0, 0, 0, 0), (report.ReuseDetected, report.FamiliesRevoked, report.AnswersLost, report.CallersFailed));
        Assert.True(report.SessionAlive, report.ToString());
        if (name == nameof(RacyApplications.TokenAsParameter))
            report.ShouldBeSingleFlight();
    }

    [Theory, MemberData(nameof(Applications))]
    public async Task Fixed_it_has_no_finding(string name) => Assert.Empty(await (await FixedAsync(name)).FindingsAsync());

    [Theory, MemberData(nameof(Applications))]
    public async Task Fixed_its_failures_reach_every_caller(string name)
    {
        var workbench = await FixedAsync(name);

        foreach (var failure in new[] { RefreshFailure.InvalidGrant, RefreshFailure.TemporarilyUnavailable, RefreshFailure.Unreachable })
            (await RaceAsync(name, workbench, failure)).ShouldFailEveryCaller();
    }

    private async Task<Workbench> FixedAsync(string name)
    {
        var workbench = Workbench.Open(s_applications[name].Source);
        await workbench.FixAsync("RR0001", new SingleFlightFix(), SingleFlightFix.GuardKey);
        output.WriteLine((await workbench.Document.GetTextAsync()).ToString());
        return workbench;
    }

    private static async Task<RaceReport> RaceAsync(string name, Workbench workbench, RefreshFailure failure = RefreshFailure.None, RaceProbeOptions? options = null)
    {
        var application = await Application.BuildAsync(workbench.Document);
        using var server = new RotatingTokenServer(new() { TokenPath = s_applications[name].TokenPath });
        server.RefreshFailure = failure;
        return await RaceProbe.RunAsync(server, application.SignIn(server), options);
    }
}
