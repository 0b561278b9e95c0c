namespace RefreshRace.Testing.Tests;

/// <summary>The probe against sound guards, against failures, and where it cannot prove anything.</summary>
public sealed class RaceProbeTests : RaceProbeTestBase
{
    public static TheoryData<string> SoundGuards => new(s_sound.Keys);

    private static readonly Dictionary<string, Func<ShopClientBox, Guard>> s_sound = new()
    {
        ["SingleFlight"] = _ => Flight(new()),
        ["semaphore with a re-check"] = box =>
        {
            var gate = new SemaphoreSlim(1, 1);
            return async (token, exchange, ct) =>
            {
                await gate.WaitAsync(ct);
                try
                {
                    var current = box.Client!.Current;
                    return current.RefreshToken != token ? current : await exchange(token, CancellationToken.None);
                }
                finally
                {
                    gate.Release();
                }
            };
        },
    };

    [Theory, MemberData(nameof(SoundGuards))]
    public async Task A_sound_guard_passes(string guard)
    {
        var client = Client(s_sound[guard]);

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

        report.ShouldBeSingleFlight();
        Assert.Equal((8, 1, 0, 0), (report.Callers, report.RefreshesSent, report.ReuseDetected, report.CallersFailed));
        Assert.Equal((2, true, true), (report.StragglersHeld, report.FirstCallerDisconnected, report.SessionAlive));
        Assert.Null(report.LaterCall!.Failure);
    }

    [Theory, MemberData(nameof(SoundGuards))]
    public async Task A_sound_guard_passes_when_the_exchange_itself_is_raced(string guard)
    {
        var session = Server.SignIn();
        var client = Client(s_sound[guard], session);

        var report = await RaceProbe.RunExchangeAsync(Server, session.RefreshToken, client.RefreshAsync);

        report.ShouldBeSingleFlight();
        Assert.Equal((1, 2, true), (report.RefreshesSent, report.StragglersHeld, report.FirstCallerDisconnected));
    }

    [Fact]
    public async Task A_sound_guard_passes_over_real_http()
    {
        using var port = Server.StartLoopback();
        using var http = new HttpClient { BaseAddress = port.BaseAddress };
        var client = Client(_ => Flight(new()), http: http);

        (await RaceProbe.RunAsync(Server, client.GetOrdersAsync)).ShouldBeSingleFlight();
    }

    [Fact]
    public async Task Blocking_code_is_raced_too()
    {
        var session = Server.SignIn();
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(
            _ => (token, exchange, ct) => Task.FromResult(
                flight.Run(token, (t, flightToken) => exchange(t, flightToken).GetAwaiter().GetResult(), ct)),
            session);

        var report = await RaceProbe.RunExchangeAsync(
            Server, session.RefreshToken, (token, ct) => Task.FromResult(client.RefreshAsync(token, ct).GetAwaiter().GetResult()));

        report.ShouldBeSingleFlight();
    }

    [Theory]
    [InlineData(RefreshFailure.InvalidGrant)]
    [InlineData(RefreshFailure.Unreachable)]
    public async Task A_failure_that_reaches_everybody_passes(RefreshFailure failure)
    {
        var client = Client(_ => Flight(new()));
        Server.RefreshFailure = failure;

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

        report.ShouldFailEveryCaller();
        Assert.Equal(7, report.CallersFailed);
        Assert.False(report.IsSingleFlight);
    }

    [Fact]
    public async Task A_swallowed_failure_is_caught()
    {
        var guard = Flight(new());
        var client = Client(box => async (token, exchange, ct) =>
        {
            try
            {
                return await guard(token, exchange, ct);
            }
            catch (HttpRequestException)
            {
                return box.Client!.Current;
            }
        });
        Server.RefreshFailure = RefreshFailure.InvalidGrant;

        var report = await RaceProbe.RunAsync(Server, async ct => { await client.GetOrdersAsync(ct); });

        Assert.Contains("carried on as if", Assert.Throws<RaceProbeException>(report.ShouldFailEveryCaller).Message);
    }

    [Fact]
    public async Task Callers_that_never_return_are_reported()
    {
        Server.SignIn();
        var never = new TaskCompletionSource<bool>();

        var report = await RaceProbe.RunAsync(
            Server, _ => never.Task, new() { Callers = 2, Stragglers = 0, Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(2, report.CallersFailed);
        Assert.All(report.Outcomes, outcome => Assert.Contains("did not return", outcome.Failure));
        Assert.Contains("No refresh was sent", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task A_race_without_stragglers_is_not_passed_off_as_proof()
    {
        // This client looks at its own clock: it renews before it asks the API, so no straggler can be held at a 401.
        var session = Server.SignIn();
        var guard = Flight(new());
        var client = Client(_ => guard, session);
        Task<string> Renew(CancellationToken ct) => client.RefreshAsync(session.RefreshToken, ct);

        var report = await RaceProbe.RunAsync(Server, Renew);
        Assert.Contains("Not proved: 2 stragglers", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task A_race_without_stragglers_can_be_asked_for()
    {
        var session = Server.SignIn();
        var guard = Flight(new());
        var client = Client(_ => guard, session);

        var report = await RaceProbe.RunAsync(Server, ct => client.RefreshAsync(session.RefreshToken, ct), new() { Stragglers = 0 });

        report.ShouldBeSingleFlight();
    }

    [Fact]
    public async Task The_message_shows_callers_and_log()
    {
        var client = Client(_ => (token, exchange, ct) => exchange(token, ct));

        var options = new RaceProbeOptions { Callers = 3, Stragglers = 1, FirstCallerDisconnects = false };
        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync, options);
        var message = Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message;

        Assert.StartsWith("Not a single flight.", message);
        Assert.Contains("3 callers, 1 of them late with the consumed token; the first stayed.", message);
        Assert.Contains("caller 3 (straggler): HttpRequestException", message);
        Assert.Contains("REUSE: R1.0 had been exchanged already", message);
        Assert.DoesNotContain(client.Current.RefreshToken, message);
    }

    [Fact]
    public async Task Only_sessions_that_lived_before_the_race_count()
    {
        var old = Server.SignIn();
        Server.RevokeSession(old.RefreshToken);
        var client = Client(_ => Flight(new()));

        (await RaceProbe.RunAsync(Server, client.GetOrdersAsync)).ShouldBeSingleFlight();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 4)]
    [InlineData(4, -1)]
    public async Task Numbers_that_do_not_fit_are_refused(int callers, int stragglers) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => RaceProbe.RunAsync(Server, _ => Task.CompletedTask, new() { Callers = callers, Stragglers = stragglers }));
}
