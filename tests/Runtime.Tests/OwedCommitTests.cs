namespace RefreshRace.Runtime.Tests;

/// <summary>
/// A commit that failed may have written, and may come late. It yields to what was committed since: an older token must never replace a
/// newer one.
/// </summary>
public class OwedCommitTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _presented = [];
    private string _store = "T0";
    private int _newest;

    private SingleFlight<string, string> Flight(bool successor, TimeSpan? retainFor = null) =>
        Flights.With(_time, retainFor ?? TimeSpan.FromSeconds(60), successor: successor ? r => r : null);

    private Task<string> Exchange(string key, CancellationToken token)
    {
        Assert.DoesNotContain(key, _presented);
        _presented.Add(key);
        return Task.FromResult($"T{++_newest}");
    }

    private Task Save(string key, string result, CancellationToken token)
    {
        Assert.True(NumberIn(result) >= NumberIn(_store), $"{result} replaced {_store}.");
        _store = result;
        return Task.CompletedTask;
    }

    /// <summary>The everyday failure of a database call: it has written, and its acknowledgement is lost.</summary>
    private async Task SaveAndThrow(string key, string result, CancellationToken token)
    {
        await Save(key, result, token);
        throw new TimeoutException("no acknowledgement");
    }

    private static Task Broken(string key, string result, CancellationToken token) => throw new IOException("disk full");

    private static Func<string, CancellationToken, Task<string>> Slow(TaskCompletionSource begun, TaskCompletionSource<string> answer) =>
        (_, _) =>
    {
        begun.SetResult();
        return answer.Task;
    };

    private static int NumberIn(string token) => int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static Task Fails(Task call) =>
        Record.ExceptionAsync(() => call.Ends()).ContinueWith(t => Assert.NotNull(t.Result), TaskScheduler.Default);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_straggler_receives_what_was_committed_since(bool successor)
    {
        var flight = Flight(successor);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        Assert.Equal("T2", await flight.RunAndCommitAsync(_store, Exchange, Save));
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Exchange, Broken));
        Assert.Equal("T2", await flight.RunAsync("T0", Exchange));
        Assert.Equal("T3", await flight.RunAndCommitAsync("T2", Exchange, Save));
        Assert.Equal("T3", await flight.RunAndCommitAsync("T0", Exchange, Broken));
        Assert.Equal("T3", _store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_older_link_is_settled_however_many_of_them_are_owed(bool successor)
    {
        var flight = Flight(successor);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        await Fails(flight.RunAndCommitAsync("T1", Exchange, SaveAndThrow));
        Assert.Equal("T3", await flight.RunAndCommitAsync("T2", Exchange, Save));
        Assert.Equal("T3", await flight.RunAndCommitAsync("T0", Exchange, Broken));
        Assert.Equal("T3", await flight.RunAndCommitAsync("T1", Exchange, Broken));

        // And it stays settled: after the retention there is nothing that could be committed again.
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, flight.Retained());
        Assert.Equal("T3", _store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_newest_owed_commit_answers_for_the_older_ones(bool successor)
    {
        var flight = Flight(successor);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        await Fails(flight.RunAndCommitAsync("T1", Exchange, Broken));
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Exchange, Save));
        Assert.Equal("T2", _store);
        Assert.Equal("T2", await flight.RunAndCommitAsync("T1", Exchange, Broken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_link_that_a_plain_call_brought_takes_the_debt_over(bool successor)
    {
        var flight = Flight(successor, TimeSpan.FromSeconds(10));
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        Assert.Equal("T2", await flight.RunAsync("T1", Exchange));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Exchange, Save));
        Assert.Equal("T2", _store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_straggler_joins_the_newer_link_that_is_under_way(bool successor)
    {
        var flight = Flight(successor);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        var answer = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        var newer = flight.RunAndCommitAsync("T1", Slow(begun, answer), Save);
        await begun.Task.Ends();
        var straggler = flight.RunAndCommitAsync("T0", Exchange, Broken);
        Assert.False(straggler.IsCompleted);
        answer.SetResult("T2");
        Assert.Equal("T2", await newer.Ends());
        Assert.Equal("T2", await straggler.Ends());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_fails_after_a_newer_one_succeeded_is_owed_no_more(bool successor)
    {
        var flight = Flight(successor, TimeSpan.FromSeconds(10));
        var acknowledged = new TaskCompletionSource();
        var slow = flight.RunAndCommitAsync("T0", Exchange, async (key, result, token) =>
        {
            await Save(key, result, token);
            await acknowledged.Task;
        });
        await Eventually.Holds(() => _store == "T1");
        Assert.Equal("T2", await flight.RunAndCommitAsync("T1", Exchange, Save).Ends());
        acknowledged.SetException(new TimeoutException("no acknowledgement"));
        await Fails(slow);
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Exchange, Broken).Ends());
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, flight.Retained());
    }

    /// <summary>
    /// While a commit of T0→T1 is repeated, somebody who has T1 from the store begins: T1 must not be written over what that call stores.
    /// </summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task No_flight_for_the_successor_starts_while_a_commit_is_repeated(bool successor, bool plain)
    {
        var flight = Flight(successor);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        var written = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var repeat = flight.RunAndCommitAsync("T0", Exchange, async (key, result, token) =>
        {
            begun.SetResult();
            await written.Task;
            await Save(key, result, token);
        });
        await begun.Task.Ends();
        var newer = plain ? flight.RunAsync("T1", ExchangeAndSave) : flight.RunAndCommitAsync("T1", Exchange, Save);
        Assert.Equal(2, flight.InFlight());
        Assert.Equal(["T0"], _presented);
        written.SetResult();
        Assert.Equal("T1", await repeat.Ends());
        Assert.Equal("T2", await newer.Ends());
        Assert.Equal("T2", _store);

        async Task<string> ExchangeAndSave(string key, CancellationToken token)
        {
            var result = await Exchange(key, token);
            await Save(key, result, token);
            return result;
        }
    }

    [Fact]
    public async Task A_blocking_call_waits_for_it_on_its_own_thread()
    {
        var flight = Flight(successor: true);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource();
        var repeat = flight.RunAndCommitAsync("T0", Exchange, (_, _, _) =>
        {
            begun.SetResult();
            return written.Task;
        });
        await begun.Task.Ends();
        var thread = -1;
        var ranOn = 0;
        var newer = Blocking.Call(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            return flight.Run("T1", (key, _) =>
            {
                ranOn = Environment.CurrentManagedThreadId;
                return "T2";
            });
        });
        await Eventually.Holds(() => flight.InFlight() == 2);
        Assert.Equal(0, ranOn);
        written.SetResult();
        Assert.Equal("T1", await repeat.Ends());
        Assert.Equal("T2", await newer.Ends());
        Assert.Equal(thread, ranOn);
    }

    [Fact]
    public async Task A_repeated_commit_that_hangs_holds_nobody_up_for_ever()
    {
        var flight = Flight(successor: true);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        var begun = new TaskCompletionSource();
        var repeat = flight.RunAndCommitAsync("T0", Exchange, (_, _, _) =>
        {
            begun.SetResult();
            return new TaskCompletionSource().Task;
        });
        await begun.Task.Ends();
        _time.Advance(TimeSpan.FromSeconds(90));
        var newer = flight.RunAndCommitAsync("T1", Exchange, Save);
        Assert.False(newer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(30));
        await Fails(repeat);
        Assert.Equal("T2", await newer.Ends());
    }

    /// <summary>The exchange came after its key had been freed, and its commit failed: nobody has the new token but the table.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_result_of_an_exchange_that_came_too_late_is_kept_for_its_commit(bool successor)
    {
        var flight = Flight(successor);
        var answer = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        var late = flight.RunAndCommitAsync("T0", Slow(begun, answer), (_, _, token) => throw new OperationCanceledException(token));
        await begun.Task.Ends();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Fails(late);
        Assert.Equal(0, flight.InFlight());
        answer.SetResult("T1");
        await Eventually.Holds(() => flight.Retained() == 1);
        Assert.Equal("T1", await flight.RunAndCommitAsync("T0", Flights.Never, Save).Ends());
        Assert.Equal("T1", _store);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Such_a_result_is_not_committed_over_a_newer_one(bool successor)
    {
        var flight = Flight(successor);
        var answer = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        var commits = 0;
        var late = flight.RunAndCommitAsync("T0", Slow(begun, answer), (_, _, _) => Task.FromResult(++commits));
        await begun.Task.Ends();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Fails(late);
        Assert.Equal("T1", await flight.RunAndCommitAsync("T0", Exchange, Save).Ends());
        Assert.Equal("T2", await flight.RunAndCommitAsync("T1", Exchange, Save).Ends());
        answer.SetResult("T1");
        await Task.Yield();
        Assert.Equal("T2", _store);
        Assert.Equal(0, commits);
        Assert.Equal("T2", await flight.RunAndCommitAsync("T1", Flights.Never, Broken).Ends());
    }

    [Fact]
    public async Task Evict_forgets_what_is_owed_along_the_chain()
    {
        var flight = Flight(successor: false);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        await Fails(flight.RunAndCommitAsync("T1", Exchange, Broken));
        Assert.True(flight.Evict("T2"));
        Assert.Equal(0, flight.Retained());
    }

    [Fact]
    public async Task Without_retention_a_settled_commit_leaves_nothing_behind()
    {
        var flight = Flight(successor: false, TimeSpan.Zero);
        await Fails(flight.RunAndCommitAsync("T0", Exchange, SaveAndThrow));
        Assert.Equal(1, flight.Retained());
        Assert.Equal("T2", await flight.RunAndCommitAsync("T1", Exchange, Save).Ends());
        Assert.Equal(0, flight.Retained());
    }
}
