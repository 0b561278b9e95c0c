using System.Net;

namespace RefreshRace.Testing.Tests;

/// <summary>The probe looks at what a call gave, in whatever form the call is written.</summary>
public sealed class ProbeCallFormTests : IDisposable
{
    private static readonly RaceProbeOptions s_small = new() { Callers = 2, Stragglers = 0, FirstCallerDisconnects = false };

    private readonly RotatingTokenServer _server = new();

    public void Dispose() => _server.Dispose();

    public static TheoryData<string, Func<RotatingTokenServer, Task<RaceReport>>> RefusedAnswers() => new()
    {
        { "ct => F(ct)", server => RaceProbe.RunAsync(server, ct => Refused(ct), s_small) },
        { "F", server => RaceProbe.RunAsync(server, Refused, s_small) },
        { "async ct => await F(ct)", server => RaceProbe.RunAsync(server, async ct => await Refused(ct), s_small) },
        { "async ct => { return await F(ct); }", server => RaceProbe.RunAsync(server, async ct => { return await Refused(ct); }, s_small) },
        { "async ct => { …; }", server => RaceProbe.RunAsync(server, async ct => { var r = await Refused(ct); return r; }, s_small) },
        { "ct => { return F(ct); }", server => RaceProbe.RunAsync(server, ct => { return Refused(ct); }, s_small) },
        { "Func<…, Task>", server => RaceProbe.RunAsync(server, new Func<CancellationToken, Task>(Refused), s_small) },
        { "ValueTask: ct => F(ct)", server => RaceProbe.RunAsync(server, ct => RefusedValue(ct), s_small) },
        { "ValueTask: F", server => RaceProbe.RunAsync(server, RefusedValue, s_small) },
        { "ValueTask: async ct => await F(ct)", server => RaceProbe.RunAsync(server, async ct => await RefusedValue(ct), s_small) },
        { "ValueTask: configured", server => RaceProbe.RunAsync(server, ct => RefusedValue(ct).ConfigureAwait(false), s_small) },
        { "blocking", server => RaceProbe.RunAsync(server, ct => Refused(ct).GetAwaiter().GetResult(), s_small) },
    };

    [Theory, MemberData(nameof(RefusedAnswers))]
    public async Task An_answer_without_success_is_a_failure_in_every_form(string form, Func<RotatingTokenServer, Task<RaceReport>> race)
    {
        var report = await race(_server);

        Assert.All(report.Outcomes, outcome => Assert.Equal("was given the answer 401", outcome.Failure));
        Assert.True(report.CallersFailed == 2, form);
    }

    public static TheoryData<string, Func<RotatingTokenServer, Task<RaceReport>>> Throwing() => new()
    {
        { "async ct => { await F(ct); }", server => RaceProbe.RunAsync(server, async ct => { await Fault(ct); }, s_small) },
        { "async ct => await F(ct)", server => RaceProbe.RunAsync(server, async ct => await Fault(ct), s_small) },
        { "ct => F(ct)", server => RaceProbe.RunAsync(server, ct => Fault(ct), s_small) },
        { "ValueTask: ct => F(ct)", server => RaceProbe.RunAsync(server, ct => FaultValue(ct), s_small) },
        { "ValueTask: async ct => { await F(ct); }", server => RaceProbe.RunAsync(server, async ct => { await FaultValue(ct); }, s_small) },
        { "ValueTask: async ct => await F(ct)", server => RaceProbe.RunAsync(server, async ct => await FaultValue(ct), s_small) },
        { "throws at once", server => RaceProbe.RunAsync(server, ct => throw new TimeoutException("late"), s_small) },
        { "throws at once, with a result", server => RaceProbe.RunAsync(server, ThrowAtOnce, s_small) },
    };

    [Theory, MemberData(nameof(Throwing))]
    public async Task An_exception_is_a_failure_in_every_form(string form, Func<RotatingTokenServer, Task<RaceReport>> race)
    {
        var report = await race(_server);

        Assert.All(report.Outcomes, outcome => Assert.Equal("TimeoutException: late", outcome.Failure));
        Assert.All(report.Outcomes, outcome => Assert.IsType<TimeoutException>(outcome.Exception));
        Assert.True(report.CallersFailed == 2, form);
    }

    public static TheoryData<string, Func<RotatingTokenServer, Task<RaceReport>>> Succeeding() => new()
    {
        { "Task", server => RaceProbe.RunAsync(server, async ct => { await Task.Yield(); }, s_small) },
        { "ValueTask", server => RaceProbe.RunAsync(server, ct => default(ValueTask), s_small) },
        { "as tasks without a result used to be", server => RaceProbe.RunAsync(server, ct => Task.FromResult<object?>(null), s_small) },
        { "status", server => RaceProbe.RunAsync(server, ct => Task.FromResult(HttpStatusCode.NoContent), s_small) },
        { "number", server => RaceProbe.RunAsync(server, ct => Task.FromResult(0), s_small) },
        { "result object", server => RaceProbe.RunAsync(server, ct => Task.FromResult(new Answer(true)), s_small) },
    };

    [Theory, MemberData(nameof(Succeeding))]
    public async Task What_says_nothing_of_a_failure_is_a_success(string form, Func<RotatingTokenServer, Task<RaceReport>> race) =>
        Assert.True((await race(_server)).CallersFailed == 0, form);

    public static TheoryData<string, Func<RotatingTokenServer, Task<RaceReport>>> FailuresAsValues() => new()
    {
        { "was given false", server => RaceProbe.RunAsync(server, async ct => { await Task.Yield(); return false; }, s_small) },
        { "was given no token", server => RaceProbe.RunAsync(server, async ct => { await Task.Yield(); return ""; }, s_small) },
        { "was given null", server => RaceProbe.RunAsync(server, ct => Task.FromResult<Answer?>(null), s_small) },
        { "was given the answer 503", server => RaceProbe.RunAsync(server, ct => Task.FromResult((HttpStatusCode)503), s_small) },
        { "was given Answer with Succeeded = false", server => RaceProbe.RunAsync(server, ct => new Answer(false), s_small) },
        { "was given Reply with IsError = true", server => RaceProbe.RunAsync(server, ct => new ValueTask<Reply>(new Reply()), s_small) },
    };

    [Theory, MemberData(nameof(FailuresAsValues))]
    public async Task A_result_that_says_it_failed_is_a_failure(string failure, Func<RotatingTokenServer, Task<RaceReport>> race) =>
        Assert.All((await race(_server)).Outcomes, outcome => Assert.Equal(failure, outcome.Failure));

    [Fact]
    public async Task A_task_that_is_null_is_told_so()
    {
        var report = await RaceProbe.RunAsync(_server, ct => (Task)null!, s_small);

        Assert.All(report.Outcomes, outcome => Assert.Contains("returned null instead of a task", outcome.Failure));
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_is_told_so()
    {
        static async IAsyncEnumerable<int> Stream()
        {
            await Task.Yield();
            yield return 1;
        }

        var report = await RaceProbe.RunAsync(_server, ct => Stream(), s_small);

        Assert.All(report.Outcomes, outcome => Assert.Contains("does nothing until it is read", outcome.Failure));
    }

    [Fact]
    public async Task An_exchange_may_return_a_value_task_or_block()
    {
        var (first, second) = (_server.SignIn(), _server.SignIn());
        using var http = _server.CreateClient();
        var flight = new SingleFlight<string, string>();
        Task<string> Exchange(string token, CancellationToken ct) =>
            flight.RunAsync(token, async (t, _) => (await http.RotateAsync(t)).RefreshToken, ct);

        var valueTask = await RaceProbe.RunExchangeAsync(
            _server, first.RefreshToken, (token, ct) => new ValueTask<string>(Exchange(token, ct)), new() { Stragglers = 1 });
        var blocking = await RaceProbe.RunExchangeAsync(
            _server, second.RefreshToken, (token, ct) => Exchange(token, ct).GetAwaiter().GetResult(), new() { Stragglers = 1 });

        valueTask.ShouldBeSingleFlight();
        blocking.ShouldBeSingleFlight();
    }

    [Fact]
    public async Task An_exchange_that_does_not_return_the_refresh_token_is_refused()
    {
        var session = _server.SignIn();

        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => RaceProbe.RunExchangeAsync(_server, session.RefreshToken, (token, ct) => Task.FromResult(new Answer(true))));

        Assert.Contains("returns a Task<Answer>", refused.Message);
    }

    private static Task<HttpResponseMessage> Refused(CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized));

    private static async ValueTask<HttpResponseMessage> RefusedValue(CancellationToken cancellationToken)
    {
        await Task.Yield();
        return new HttpResponseMessage(HttpStatusCode.Unauthorized);
    }

    private static async Task Fault(CancellationToken cancellationToken)
    {
        await Task.Yield();
        throw new TimeoutException("late");
    }

    private static async ValueTask FaultValue(CancellationToken cancellationToken)
    {
        await Task.Yield();
        throw new TimeoutException("late");
    }

    private static Task<HttpResponseMessage> ThrowAtOnce(CancellationToken cancellationToken) => throw new TimeoutException("late");

    private sealed record Answer(bool Succeeded);

    private sealed class Reply
    {
        public bool IsError => true;
    }
}
