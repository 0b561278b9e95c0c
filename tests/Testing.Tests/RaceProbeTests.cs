using System.Collections.Concurrent;

namespace RefreshRace.Testing.Tests;

/// <summary>The probe against sound guards and against each flaw it is there to find.</summary>
public sealed class RaceProbeTests : IDisposable
{
    private readonly RotatingTokenServer _server = new();

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

    public void Dispose() => _server.Dispose();

    [Theory, MemberData(nameof(SoundGuards))]
    public async Task A_sound_guard_passes(string guard)
    {
        var client = Client(s_sound[guard]);

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        report.ShouldBeSingleFlight();
        Assert.Equal((8, 1, 0, 0), (report.Callers, report.RefreshesSent, report.ReuseDetected, report.CallersFailed));
        Assert.Equal((2, true, true), (report.StragglersHeld, report.FirstCallerDisconnected, report.SessionAlive));
        Assert.Null(report.LaterCall!.Failure);
    }

    [Theory, MemberData(nameof(SoundGuards))]
    public async Task A_sound_guard_passes_when_the_exchange_itself_is_raced(string guard)
    {
        var session = _server.SignIn();
        var client = Client(s_sound[guard], session);

        var report = await RaceProbe.RunExchangeAsync(_server, session.RefreshToken, client.RefreshAsync);

        report.ShouldBeSingleFlight();
        Assert.Equal((1, 2, true), (report.RefreshesSent, report.StragglersHeld, report.FirstCallerDisconnected));
    }

    [Fact]
    public async Task A_sound_guard_passes_over_real_http()
    {
        using var port = _server.StartLoopback();
        using var http = new HttpClient { BaseAddress = port.BaseAddress };
        var client = Client(_ => Flight(new()), http: http);

        (await RaceProbe.RunAsync(_server, client.GetOrdersAsync)).ShouldBeSingleFlight();
    }

    [Fact]
    public async Task Blocking_code_is_raced_too()
    {
        var session = _server.SignIn();
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(
            _ => (token, exchange, ct) => Task.FromResult(flight.Run(token, (t, flightToken) => exchange(t, flightToken).GetAwaiter().GetResult(), ct)), session);

        var report = await RaceProbe.RunExchangeAsync(
            _server, session.RefreshToken, (token, ct) => Task.FromResult(client.RefreshAsync(token, ct).GetAwaiter().GetResult()));

        report.ShouldBeSingleFlight();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_guard_loses_the_session(bool loopback)
    {
        using var port = _server.StartLoopback();
        using var http = loopback ? new HttpClient { BaseAddress = port.BaseAddress } : _server.CreateClient();
        var client = Client(_ => (token, exchange, ct) => exchange(token, ct), http: http);

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.RefreshesSent > 1, report.ToString());
        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.SessionAlive, report.ToString());
        Assert.True(report.CallersFailed > 0, report.ToString());
        Assert.Equal(1, report.FamiliesRevoked);
        var failure = Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight);
        Assert.Contains("nothing makes concurrent callers share one exchange", failure.Message);
        Assert.Contains("The session is dead", failure.Message);
    }

    [Fact]
    public async Task A_flight_that_forgets_its_outcome_is_caught_by_the_stragglers()
    {
        var client = Client(_ => Flight(new() { RetainFor = TimeSpan.Zero }));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.SessionAlive);
        Assert.Contains("keep the outcome under the consumed token", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task A_flight_that_forgets_its_outcome_is_caught_when_the_exchange_itself_is_raced()
    {
        var session = _server.SignIn();
        var client = Client(_ => Flight(new() { RetainFor = TimeSpan.Zero }), session);

        var report = await RaceProbe.RunExchangeAsync(_server, session.RefreshToken, client.RefreshAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.IsSingleFlight);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exchange_on_the_callers_token_is_caught_by_the_first_caller_that_leaves(bool loopback)
    {
        using var port = _server.StartLoopback();
        using var http = loopback ? new HttpClient { BaseAddress = port.BaseAddress } : _server.CreateClient();
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(_ => (token, exchange, ct) => flight.RunAsync(token, (t, _) => exchange(t, ct), ct), http: http);

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.AnswersLost > 0, report.ToString());
        Assert.False(report.SessionAlive, report.ToString());
        Assert.Contains("its cancellation reached the exchange", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task An_exchange_on_the_callers_token_is_not_seen_while_nobody_leaves()
    {
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(_ => (token, exchange, ct) => flight.RunAsync(token, (t, _) => exchange(t, ct), ct));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync, new() { FirstCallerDisconnects = false });

        report.ShouldBeSingleFlight();
        Assert.False(report.FirstCallerDisconnected);
    }

    [Fact]
    public async Task Tokens_that_arrive_but_are_not_kept_are_caught_by_the_next_call()
    {
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(box => (token, exchange, ct) => flight.RunAsync(
            token,
            async (t, flightToken) =>
            {
                var before = box.Client!.Current;
                var renewed = await exchange(t, flightToken);
                if (ct.IsCancellationRequested)
                {
                    // The exchange ran to its end, but the leader's cancellation comes between the answer and the store.
                    box.Client.Current = before;
                    ct.ThrowIfCancellationRequested();
                }

                return renewed;
            },
            ct));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync, new() { Stragglers = 0 });

        Assert.Equal((0, 1), (report.AnswersLost, report.RefreshesSent));
        Assert.True(report.LaterCall!.Failed);
        Assert.False(report.SessionAlive);
        Assert.Contains("the rotated tokens were not kept", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task Removal_at_the_end_of_the_task_is_no_retention()
    {
        var running = new ConcurrentDictionary<string, Lazy<Task<Tokens>>>();
        var client = Client(_ => async (token, exchange, ct) =>
        {
            try
            {
                return await running.GetOrAdd(token, t => new(() => exchange(t, CancellationToken.None))).Value;
            }
            finally
            {
                running.TryRemove(token, out var _);
            }
        });

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
    }

    [Fact]
    public async Task A_lock_without_a_re_check_is_no_guard()
    {
        var gate = new SemaphoreSlim(1, 1);
        var client = Client(_ => async (token, exchange, ct) =>
        {
            await gate.WaitAsync(ct);
            try
            {
                return await exchange(token, CancellationToken.None);
            }
            finally
            {
                gate.Release();
            }
        });

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
    }

    [Fact]
    public async Task A_guard_that_renews_again_for_every_late_401_is_told_so()
    {
        var gate = new SemaphoreSlim(1, 1);
        var client = Client(box => async (_, exchange, ct) =>
        {
            await gate.WaitAsync(ct);
            try
            {
                return await exchange(box.Client!.Current.RefreshToken, CancellationToken.None);
            }
            finally
            {
                gate.Release();
            }
        });

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.Equal((0, true), (report.ReuseDetected, report.SessionAlive));
        Assert.True(report.RefreshesSent > 1);
        Assert.Contains("compare the access token that was refused", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Theory]
    [InlineData(RefreshFailure.InvalidGrant)]
    [InlineData(RefreshFailure.Unreachable)]
    public async Task A_failure_that_reaches_everybody_passes(RefreshFailure failure)
    {
        var client = Client(_ => Flight(new()));
        _server.RefreshFailure = failure;

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

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
        _server.RefreshFailure = RefreshFailure.InvalidGrant;

        var report = await RaceProbe.RunAsync(_server, async ct => { await client.GetOrdersAsync(ct); });

        Assert.Contains("carried on as if", Assert.Throws<RaceProbeException>(report.ShouldFailEveryCaller).Message);
    }

    [Fact]
    public async Task Callers_that_never_return_are_reported()
    {
        _server.SignIn();
        var never = new TaskCompletionSource<bool>();

        var report = await RaceProbe.RunAsync(
            _server, _ => never.Task, new() { Callers = 2, Stragglers = 0, Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(2, report.CallersFailed);
        Assert.All(report.Outcomes, outcome => Assert.Contains("did not return", outcome.Failure));
        Assert.Contains("No refresh was sent", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task A_race_without_stragglers_is_not_passed_off_as_proof()
    {
        // This client looks at its own clock: it renews before it asks the API, so no straggler can be held at a 401.
        var session = _server.SignIn();
        var guard = Flight(new());
        var client = Client(_ => guard, session);
        Task<string> Renew(CancellationToken ct) => client.RefreshAsync(session.RefreshToken, ct);

        var report = await RaceProbe.RunAsync(_server, Renew);
        Assert.Contains("Not proved: 2 stragglers", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task A_race_without_stragglers_can_be_asked_for()
    {
        var session = _server.SignIn();
        var guard = Flight(new());
        var client = Client(_ => guard, session);

        var report = await RaceProbe.RunAsync(_server, ct => client.RefreshAsync(session.RefreshToken, ct), new() { Stragglers = 0 });

        report.ShouldBeSingleFlight();
    }

    [Fact]
    public async Task The_message_shows_callers_and_log()
    {
        var client = Client(_ => (token, exchange, ct) => exchange(token, ct));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync, new() { Callers = 3, Stragglers = 1, FirstCallerDisconnects = false });
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
        var old = _server.SignIn();
        _server.RevokeSession(old.RefreshToken);
        var client = Client(_ => Flight(new()));

        (await RaceProbe.RunAsync(_server, client.GetOrdersAsync)).ShouldBeSingleFlight();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 4)]
    [InlineData(4, -1)]
    public async Task Numbers_that_do_not_fit_are_refused(int callers, int stragglers) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => RaceProbe.RunAsync(_server, _ => Task.CompletedTask, new() { Callers = callers, Stragglers = stragglers }));

    private static Guard Flight(SingleFlightOptions<string, Tokens> options)
    {
        var flight = new SingleFlight<string, Tokens>(options);
        return (token, exchange, ct) => flight.RunAsync(token, exchange, ct);
    }

    private ShopClient Client(Func<ShopClientBox, Guard> guard, TokenSet? session = null, HttpClient? http = null)
    {
        var box = new ShopClientBox();
        return box.Client = new ShopClient(http ?? _server.CreateClient(), session ?? _server.SignIn(), guard(box));
    }

    /// <summary>Lets a guard see the client that it guards.</summary>
    private sealed class ShopClientBox
    {
        public ShopClient? Client { get; set; }
    }
}
