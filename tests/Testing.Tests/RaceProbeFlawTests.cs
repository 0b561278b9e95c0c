using System.Collections.Concurrent;

namespace RefreshRace.Testing.Tests;

/// <summary>The probe against each flaw it is there to find.</summary>
public sealed class RaceProbeFlawTests : RaceProbeTestBase
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_guard_loses_the_session(bool loopback)
    {
        using var port = Server.StartLoopback();
        using var http = loopback ? new HttpClient { BaseAddress = port.BaseAddress } : Server.CreateClient();
        var client = Client(_ => (token, exchange, ct) => exchange(token, ct), http: http);

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

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

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.SessionAlive);
        var failure = Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight);
        Assert.Contains("keep the outcome under the consumed token", failure.Message);
    }

    [Fact]
    public async Task A_flight_that_forgets_its_outcome_is_caught_when_the_exchange_itself_is_raced()
    {
        var session = Server.SignIn();
        var client = Client(_ => Flight(new() { RetainFor = TimeSpan.Zero }), session);

        var report = await RaceProbe.RunExchangeAsync(Server, session.RefreshToken, client.RefreshAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.IsSingleFlight);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exchange_on_the_callers_token_is_caught_by_the_first_caller_that_leaves(bool loopback)
    {
        using var port = Server.StartLoopback();
        using var http = loopback ? new HttpClient { BaseAddress = port.BaseAddress } : Server.CreateClient();
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(_ => (token, exchange, ct) => flight.RunAsync(token, (t, _) => exchange(t, ct), ct), http: http);

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

        Assert.True(report.AnswersLost > 0, report.ToString());
        Assert.False(report.SessionAlive, report.ToString());
        Assert.Contains("its cancellation reached the exchange", Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight).Message);
    }

    [Fact]
    public async Task An_exchange_on_the_callers_token_is_not_seen_while_nobody_leaves()
    {
        var flight = new SingleFlight<string, Tokens>();
        var client = Client(_ => (token, exchange, ct) => flight.RunAsync(token, (t, _) => exchange(t, ct), ct));

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync, new() { FirstCallerDisconnects = false });

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

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync, new() { Stragglers = 0 });

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

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

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

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

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

        var report = await RaceProbe.RunAsync(Server, client.GetOrdersAsync);

        Assert.Equal((0, true), (report.ReuseDetected, report.SessionAlive));
        Assert.True(report.RefreshesSent > 1);
        var failure = Assert.Throws<RaceProbeException>(report.ShouldBeSingleFlight);
        Assert.Contains("compare the access token that was refused", failure.Message);
    }
}
