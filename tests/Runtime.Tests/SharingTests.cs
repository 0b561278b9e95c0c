namespace RefreshRace.Runtime.Tests;

public class SharingTests
{
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task Callers_of_one_key_share_one_flight_and_its_result()
    {
        var flight = new SingleFlight<string, string>();
        var calls = Enumerable.Range(0, 10).Select(_ => flight.RunAsync("R0", _exchange.Run)).ToArray();
        await _exchange.Succeed(0, "R1");
        Assert.All(await Task.WhenAll(calls).Ends(), result => Assert.Equal("R1", result));
        Assert.Equal(1, _exchange.Started);
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task Callers_of_different_keys_do_not_wait_for_each_other()
    {
        var flight = new SingleFlight<string, string>();
        var first = flight.RunAsync("A0", _exchange.Run);
        await _exchange.Answer(0);
        var second = flight.RunAsync("B0", _exchange.Run);
        await _exchange.Succeed(1, "B1");
        Assert.Equal("B1", await second.Ends());
        Assert.False(first.IsCompleted);
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await first.Ends());
    }

    [Fact]
    public async Task Equal_keys_of_a_comparer_are_one_key()
    {
        var flight = new SingleFlight<string, string>(new() { Comparer = StringComparer.OrdinalIgnoreCase });
        var first = flight.RunAsync("key", _exchange.Run);
        var second = flight.RunAsync("KEY", _exchange.Run);
        await _exchange.Succeed(0, "result");
        Assert.Equal("result", await first.Ends());
        Assert.Equal("result", await second.Ends());
        Assert.Equal(["key"], _exchange.Presented);
    }

    [Fact]
    public async Task A_failure_reaches_every_caller_as_the_same_exception_and_the_next_call_starts_anew()
    {
        var flight = new SingleFlight<string, string>();
        var calls = Enumerable.Range(0, 5).Select(_ => flight.RunAsync("R0", _exchange.Run)).ToArray();
        var failure = new HttpRequestException("503");
        await _exchange.Fail(0, failure);
        foreach (var call in calls)
            Assert.Same(failure, await Assert.ThrowsAsync<HttpRequestException>(() => call.Ends()));

        var next = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Succeed(1, "R1");
        Assert.Equal("R1", await next.Ends());
    }

    [Fact]
    public async Task The_form_with_an_argument_hands_it_to_the_leader()
    {
        var flight = new SingleFlight<string, string>();
        Assert.Equal("R0+7", await flight.RunAsync("R0", static (key, number, _) => Task.FromResult($"{key}+{number}"), 7));
        Assert.Equal("R0+7", await flight.RunAsync("R0", static (key, number, _) => Task.FromResult($"{key}+{number}"), 8));
    }

    [Fact]
    public async Task Keys_may_be_values()
    {
        var flight = new SingleFlight<Guid, int>();
        var key = Guid.NewGuid();
        Assert.Equal(1, await flight.RunAsync(key, (_, _) => Task.FromResult(1)));
        Assert.Equal(1, await flight.RunAsync(key, (_, _) => Task.FromResult(2)));
        Assert.Equal(3, await flight.RunAsync(Guid.NewGuid(), (_, _) => Task.FromResult(3)));
    }

    [Fact]
    public async Task Keys_with_one_hash_are_still_different_keys()
    {
        var flight = new SingleFlight<string, string>(new() { Comparer = new OneHash() });
        var results = new List<string>();
        for (var i = 0; i < 40; i++)
            results.Add(await flight.RunAsync($"key {i}", (key, _) => Task.FromResult(key)));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"key {i}"), results);
        for (var i = 0; i < 40; i += 2)
            Assert.True(flight.Evict($"key {i}"));
        for (var i = 0; i < 40; i++)
            Assert.Equal(i % 2 == 0 ? "new" : $"key {i}", await flight.RunAsync($"key {i}", (_, _) => Task.FromResult("new")));
    }

    [Fact]
    public async Task The_key_is_free_before_any_waiter_resumes()
    {
        var flight = Flights.With(retainFor: TimeSpan.Zero);
        var first = flight.RunAsync("R0", _exchange.Run);
        var second = flight.RunAsync("R0", _exchange.Run);
        var again = Again();
        await _exchange.Succeed(0, "first");
        Assert.Equal("first", await first.Ends());
        await _exchange.Succeed(1, "second");
        Assert.Equal("second", await again.Ends());

        async Task<string> Again()
        {
            await second.ConfigureAwait(false);
            return await flight.RunAsync("R0", _exchange.Run).ConfigureAwait(false);
        }
    }

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        var flight = new SingleFlight<string, string>();
        Assert.Throws<ArgumentNullException>("key", () => { _ = flight.RunAsync(null!, _exchange.Run); });
        Assert.Throws<ArgumentNullException>("flight", () => { _ = flight.RunAsync("R0", null!); });
        Assert.Throws<ArgumentNullException>("flight", () => { _ = flight.RunAsync<int>("R0", null!, 1); });
        Assert.Throws<ArgumentNullException>("commit", () => { _ = flight.RunAndCommitAsync("R0", _exchange.Run, null!); });
        Assert.Throws<ArgumentNullException>("flight", () => flight.Run("R0", null!));
        Assert.Throws<ArgumentNullException>("key", () => flight.Evict(null!));
        Assert.Throws<ArgumentNullException>("options", () => new SingleFlight<string, string>(null!));
    }

    [Theory]
    [InlineData(-5, 60, 600, 10)]
    [InlineData(10, 0, 600, 10)]
    [InlineData(10, 60, 0, 10)]
    [InlineData(10, 60, 600, -1)]
    public void Options_that_no_flight_can_work_with_are_refused(int retain, int timeout, int keep, int maxRetained) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SingleFlight<string, string>(new()
        {
            RetainFor = TimeSpan.FromSeconds(retain),
            FlightTimeout = TimeSpan.FromSeconds(timeout),
            KeepUncommittedFor = TimeSpan.FromSeconds(keep),
            MaxRetained = maxRetained,
        }));

    private sealed class OneHash : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => 42;
    }
}
