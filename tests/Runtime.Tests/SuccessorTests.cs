namespace RefreshRace.Runtime.Tests;

public class SuccessorTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();

    private SingleFlight<string, string> Rotating() => Flights.With(_time, successor: r => r);

    [Fact]
    public async Task An_old_straggler_is_led_to_the_newest_result()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await flight.RunAsync("T1", (_, _) => Task.FromResult("T2"));
        await flight.RunAsync("T2", (_, _) => Task.FromResult("T3"));
        Assert.Equal("T3", await flight.RunAsync("T0", Flights.Never));
        Assert.Equal("T3", flight.Run("T1", (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task An_old_straggler_joins_the_flight_that_consumes_the_newest_token()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        var newest = flight.RunAsync("T1", _exchange.Run);
        await _exchange.Answer(0);
        var straggler = flight.RunAsync("T0", Flights.Never);
        Assert.False(straggler.IsCompleted);
        await _exchange.Succeed(0, "T2");
        Assert.Equal("T2", await straggler.Ends());
        Assert.Equal("T2", await newest.Ends());
    }

    [Fact]
    public async Task An_old_straggler_with_a_commit_commits_the_newest_result_that_was_not()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("T1", (_, _) => Task.FromResult("T2"), (_, _, _) => throw new IOException()).Ends());
        List<string> saved = [];
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Flights.Never, (key, result, _) =>
        {
            saved.Add($"{key} -> {result}");
            return Task.CompletedTask;
        }).Ends());
        Assert.Equal(["T1 -> T2"], saved);
        Assert.Equal(
            "T2",
            await flight.RunAndCommitAsync(
                "T1", Flights.Never, (_, _, _) => throw new InvalidOperationException("It is committed.")).Ends());
    }

    [Fact]
    public async Task Its_commit_may_fail_again_and_joiners_share_it()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("T1", (_, _) => Task.FromResult("T2"), (_, _, _) => throw new IOException()).Ends());
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(
            () => flight.RunAndCommitAsync("T0", Flights.Never, (_, _, _) => throw new TimeZoneNotFoundException()).Ends());

        var commits = new TaskCompletionSource();
        var first = flight.RunAndCommitAsync("T0", Flights.Never, (_, _, _) => commits.Task);
        var second = flight.RunAndCommitAsync(
            "T0", Flights.Never, (_, _, _) => throw new InvalidOperationException("It is being committed."));
        var third = flight.RunAndCommitAsync(
            "T1", Flights.Never, (_, _, _) => throw new InvalidOperationException("It is being committed."));
        Assert.False(second.IsCompleted);
        commits.SetResult();
        foreach (var call in (Task<string>[])[first, second, third])
            Assert.Equal("T2", await call.Ends());
    }

    [Fact]
    public async Task The_chain_ends_where_its_retention_ends()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        _time.Advance(TimeSpan.FromSeconds(6));
        await flight.RunAsync("T1", (_, _) => Task.FromResult("T2"));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("T2", await flight.RunAsync("T1", Flights.Never));
        Assert.Equal("new", await flight.RunAsync("T0", (_, _) => Task.FromResult("new")));
    }

    [Theory]
    [InlineData("T0")]
    [InlineData(null)]
    public async Task A_token_that_was_not_rotated_may_be_refreshed_again_at_once(string? next)
    {
        var flight = new SingleFlight<string, Tokens>(new() { TimeProvider = _time, Successor = r => r.Refresh });
        Assert.Equal("1", (await flight.RunAsync("T0", (_, _) => Task.FromResult(new Tokens("1", next)))).Access);
        Assert.Equal("2", (await flight.RunAsync("T0", (_, _) => Task.FromResult(new Tokens("2", next)))).Access);
    }

    [Fact]
    public async Task A_selector_that_throws_costs_the_chain_and_not_the_retention()
    {
        var flight = Flights.With(_time, successor: _ => throw new FormatException());
        Assert.Equal("T1", await flight.RunAsync("T0", (_, _) => Task.FromResult("T1")));
        Assert.Equal("T1", await flight.RunAsync("T0", Flights.Never));
    }

    [Fact]
    public async Task A_provider_that_repeats_tokens_does_not_lead_in_a_circle()
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await flight.RunAsync("T1", (_, _) => Task.FromResult("T0"));
        Assert.Contains(await flight.RunAsync("T0", Flights.Never).Ends(), (string[])["T0", "T1"]);
    }

    [Theory]
    [InlineData("T0")]
    [InlineData("T1")]
    [InlineData("T3")]
    public async Task Evict_forgets_the_whole_chain_whichever_token_the_user_holds(string held)
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await flight.RunAsync("T1", (_, _) => Task.FromResult("T2"));
        await flight.RunAsync("T2", (_, _) => Task.FromResult("T3"));
        await flight.RunAsync("other", (_, _) => Task.FromResult("another"));
        Assert.True(flight.Evict(held));
        Assert.Equal(1, flight.Retained());
        Assert.False(flight.Evict(held));
        Assert.Equal("another", await flight.RunAsync("other", Flights.Never));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(500)]
    public async Task A_straggler_is_led_along_a_chain_of_any_length(int rotations)
    {
        var flight = Rotating();
        for (var i = 0; i < rotations; i++)
            await flight.RunAsync($"T{i}", (_, _) => Task.FromResult($"T{i + 1}"));
        Assert.Equal($"T{rotations}", await flight.RunAsync("T0", Flights.Never));
        Assert.Equal($"T{rotations}", flight.Run("T0", (_, _) => throw new InvalidOperationException()));
    }

    /// <summary>A walk over the table would ask the comparer about every entry with the same hash, and look at every other.</summary>
    [Fact]
    public async Task Evict_looks_at_its_chain_and_not_at_the_table()
    {
        var comparer = new Counting();
        var flight = new SingleFlight<string, string>(new() { TimeProvider = _time, Successor = r => r, Comparer = comparer });
        for (var user = 0; user < 500; user++)
            await flight.RunAsync($"{user}:T0", (_, _) => Task.FromResult($"{user}:T1"));
        await flight.RunAsync("7:T1", (_, _) => Task.FromResult("7:T2"));
        comparer.Asked = 0;
        Assert.True(flight.Evict("7:T2"));
        Assert.Equal(499, flight.Retained());
        Assert.InRange(comparer.Asked, 1, 50);
    }

    [Fact]
    public async Task Evict_forgets_a_chain_of_any_length()
    {
        var flight = Rotating();
        for (var i = 0; i < 300; i++)
            await flight.RunAsync($"T{i}", (_, _) => Task.FromResult($"T{i + 1}"));
        Assert.True(flight.Evict("T300"));
        Assert.Equal(0, flight.Retained());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_result_that_waits_for_its_commit_is_a_link_of_the_chain_too(bool hangs)
    {
        var flight = Rotating();
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        var begun = new TaskCompletionSource();
        var call = flight.RunAndCommitAsync("T1", (_, _) => Task.FromResult("T2"), (_, _, _) =>
        {
            begun.SetResult();
            return hangs ? new TaskCompletionSource().Task : throw new IOException();
        });
        if (hangs)
        {
            await begun.Task.Ends();
            _time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.NotNull(await Record.ExceptionAsync(() => call.Ends()));
        Assert.Equal("T2", await flight.RunAsync("T1", Flights.Never));
        await flight.RunAsync("T2", (_, _) => Task.FromResult("T3"));
        Assert.Equal("T3", await flight.RunAsync("T1", Flights.Never));
        Assert.True(flight.Evict("T3"));
        Assert.Equal(0, flight.Retained());
    }

    /// <summary>A key that is a value has no null: its default is a key like any other, of another session.</summary>
    [Fact]
    public async Task A_selector_that_throws_leads_nobody_to_the_default_key()
    {
        var flight = new SingleFlight<int, string>(
            new() { TimeProvider = _time, Successor = r => r == "seven" ? throw new FormatException() : 5 });
        await flight.RunAsync(0, (_, _) => Task.FromResult("zero"));
        await flight.RunAsync(7, (_, _) => Task.FromResult("seven"));
        Assert.Equal("seven", await flight.RunAsync(7, (_, _) => throw new InvalidOperationException()));
        flight.Evict(7);
        Assert.Equal("zero", await flight.RunAsync(0, (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task Nor_is_a_comparer_asked_about_it_when_a_flight_has_lost_its_key()
    {
        var comparer = new Strict();
        var flight = new SingleFlight<int, string>(new() { TimeProvider = _time, Successor = r => r.Length, Comparer = comparer });
        var tooLate = flight.RunAsync(7, (_, token) => _exchange.Run("7", token));
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<TimeoutException>(() => tooLate.Ends());
        var meanwhile = flight.RunAsync(7, (_, token) => _exchange.Run("7", token));
        await _exchange.Succeed(0, "late");
        await _exchange.Succeed(1, "R1");
        Assert.Equal("R1", await meanwhile.Ends());
        Assert.Equal(0, comparer.Defaults);
    }

    private sealed class Counting : IEqualityComparer<string>
    {
        internal int Asked;

        public bool Equals(string? x, string? y)
        {
            Asked++;
            return x == y;
        }

        public int GetHashCode(string key)
        {
            Asked++;
            return StringComparer.Ordinal.GetHashCode(key);
        }
    }

    private sealed class Strict : IEqualityComparer<int>
    {
        internal int Defaults;

        public bool Equals(int x, int y)
        {
            if (x == 0 || y == 0)
                Interlocked.Increment(ref Defaults);
            return x == y;
        }

        public int GetHashCode(int key) => key;
    }

    private sealed record Tokens(string Access, string? Refresh);
}
