namespace RefreshRace.Runtime.Tests;

public class CoordinatorTests
{
    [Fact]
    public async Task One_call_is_made_per_flight_of_this_process_and_it_decides_whether_the_exchange_runs()
    {
        var elsewhere = new Coordinator((_, _, _) => Task.FromResult("from another machine"));
        var flight = new SingleFlight<string, string>(new() { Coordinator = elsewhere });
        Assert.Equal("from another machine", await flight.RunAsync("R0", Flights.Never));
        Assert.Equal("from another machine", await flight.RunAsync("R0", Flights.Never));
        Assert.Equal(1, elsewhere.Calls);

        var here = new Coordinator((_, operation, token) => operation.RunAsync(token));
        flight = new SingleFlight<string, string>(new() { Coordinator = here });
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")));
        Assert.Equal("R1", flight.Run("S0", (_, _) => "R1"));
        Assert.Equal(2, here.Calls);
    }

    [Fact]
    public async Task Only_a_result_of_the_own_exchange_is_committed()
    {
        var commits = 0;
        Task Commit(string key, string result, CancellationToken token) => Task.FromResult(Interlocked.Increment(ref commits));
        var remote = new SingleFlight<string, string>(new() { Coordinator = new Coordinator((_, _, _) => Task.FromResult("remote")) });
        Assert.Equal("remote", await remote.RunAndCommitAsync("R0", Flights.Never, Commit));
        Assert.Equal(0, commits);
        var local = new SingleFlight<string, string>(
            new() { Coordinator = new Coordinator((_, operation, token) => operation.RunAsync(token)) });
        Assert.Equal("R1", await local.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Commit));
        Assert.Equal(1, commits);
    }

    [Fact]
    public async Task The_exchange_runs_once_and_only_successes_may_be_shared()
    {
        FlightOperation<string>? seen = null;
        var coordinator = new Coordinator(async (_, operation, token) =>
        {
            seen = operation;
            Assert.False(operation.Started);
            var result = await operation.RunAsync(token);
            Assert.True(operation.Started);
            await Assert.ThrowsAsync<InvalidOperationException>(() => operation.RunAsync(token));
            return result;
        });
        var flight = new SingleFlight<string, string>(new() { Coordinator = coordinator, RetainIf = r => r != "error" });
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")));
        Assert.True(seen!.IsSuccess("R1"));
        Assert.False(seen.IsSuccess("error"));
    }

    [Fact]
    public async Task Its_failures_are_the_flights_failures()
    {
        var flight = new SingleFlight<string, string>(new() { Coordinator = new Coordinator((_, _, _) => throw new FormatException()) });
        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("R0", Flights.Never));
        flight = new SingleFlight<string, string>(new() { Coordinator = new Coordinator((_, _, _) => null!) });
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("R0", Flights.Never));
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task Recover_turns_a_lost_race_into_the_siblings_tokens_for_all_callers()
    {
        var exchange = new Exchange();
        var flight = new SingleFlight<string, string>(new()
        {
            Recover = (key, exception, _) =>
                Task.FromResult(exception is HttpRequestException { Message: "invalid_grant" } ? "sibling of " + key : null),
        });
        var commits = 0;
        var leader = flight.RunAndCommitAsync("R0", exchange.Run, (_, _, _) => Task.FromResult(commits++));
        var joiner = flight.RunAsync("R0", exchange.Run);
        await exchange.Fail(0, new HttpRequestException("invalid_grant"));
        Assert.Equal("sibling of R0", await leader.Ends());
        Assert.Equal("sibling of R0", await joiner.Ends());
        Assert.Equal("sibling of R0", await flight.RunAsync("R0", Flights.Never));
        Assert.Equal(0, commits);

        var declined = new HttpRequestException("503");
        Assert.Same(declined, await Assert.ThrowsAsync<HttpRequestException>(() => flight.RunAsync("S0", (_, _) => throw declined)));
    }

    [Fact]
    public async Task A_Recover_that_throws_puts_its_exception_in_place_of_the_first()
    {
        var flight = new SingleFlight<string, string>(new() { Recover = (_, _, _) => throw new IOException("store down") });
        await Assert.ThrowsAsync<IOException>(() => flight.RunAsync("R0", (_, _) => throw new FormatException()));
    }

    [Fact]
    public async Task A_session_flight_recovers_by_the_same_rules()
    {
        var flight = new SessionFlight<string>(
            new SessionFlightOptions<string> { Recover = (_, _) => Task.FromResult<string?>("sibling") });
        Assert.Equal("sibling", await flight.RunAsync(_ => throw new FormatException()));
    }

    [Fact]
    public async Task A_result_from_elsewhere_is_not_committed_though_the_own_exchange_was_tried_and_failed()
    {
        var commits = 0;
        Func<string, CancellationToken, Task<string>>[] failures =
        [
            (_, _) => throw new FormatException(),
            (_, _) => Task.FromResult("error"),
        ];
        foreach (var failure in failures)
        {
            var flight = new SingleFlight<string, string>(new()
            {
                RetainIf = r => r != "error",
                Coordinator = new Coordinator(async (_, operation, token) =>
                {
                    await Record.ExceptionAsync(() => operation.RunAsync(token));
                    return "remote";
                }),
            });
            Assert.Equal("remote", await flight.RunAndCommitAsync("R0", failure, (_, _, _) => Task.FromResult(commits++)));
        }

        Assert.Equal(0, commits);
    }
}
