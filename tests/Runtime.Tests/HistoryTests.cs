using System.Collections.Concurrent;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Real threads, random calls, a log of everything, and a checker that reads the log afterwards. Events are numbered by one counter, so the
/// checks are about order, not about time.
/// </summary>
public class HistoryTests
{
    [Theory]
    [InlineData(1, true, LeaderLeaves.AfterFlight, false)]
    [InlineData(2, true, LeaderLeaves.Immediately, false)]
    [InlineData(3, false, LeaderLeaves.AfterFlight, false)]
    [InlineData(4, false, LeaderLeaves.Immediately, true)]
    [InlineData(5, false, LeaderLeaves.AfterFlight, true)]
    public async Task The_log_of_random_calls_obeys_the_rules(int seed, bool retain, LeaderLeaves leaves, bool cancelWhenAbandoned)
    {
        var log = new Log();
        var flight = new SingleFlight<int, long>(new()
        {
            RetainFor = retain ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            LeaderLeaves = leaves,
            CancelWhenAbandoned = cancelWhenAbandoned,
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => Work(worker)))).Ends();
        await flight.DrainAsync().Ends();
        log.Check(retain);
        Assert.Equal(0, ((IFlightStatistics)flight).InFlight);

        async Task Work(int worker)
        {
            var random = new Random((seed * 100) + worker);
            for (var i = 0; i < 400; i++)
            {
                var key = retain ? random.Next(120) : random.Next(4);
                using var cancel = new CancellationTokenSource();
                var canLeave = random.Next(4) == 0;
                var yields = random.Next(3);
                var fails = random.Next(5) == 0;
                var called = log.Now();
                var outcome = "";
                long id = -1;
                try
                {
                    if (random.Next(6) == 0)
                    {
                        id = await Blocking.Call(() => flight.Run(key, (k, _) => log.Fly(k, 0, fails, default).GetAwaiter().GetResult()));
                    }
                    else
                    {
                        var call = flight.RunAsync(key, (k, token) => log.Fly(k, yields, fails, token), canLeave ? cancel.Token : default);
                        if (canLeave)
                            cancel.Cancel();
                        id = await call.Ends();
                    }

                    outcome = "result";
                }
                catch (Failure failure)
                {
                    (outcome, id) = ("failure", failure.Flight);
                }
                catch (OperationCanceledException exception)
                {
                    Assert.True(
                        canLeave && exception.CancellationToken == cancel.Token, "A caller was cancelled without having asked for it.");
                    outcome = "left";
                }

                log.Calls.Add(new Call(key, called, log.Now(), outcome, id));
            }
        }
    }

    private sealed class Failure(long flight) : Exception
    {
        internal long Flight => flight;
    }

    private sealed record Call(int Key, long Called, long Returned, string Outcome, long Flight);

    private sealed record Flown(int Key, long Id, long Started, long Ended, bool Failed);

    private sealed class Log
    {
        internal readonly ConcurrentBag<Call> Calls = [];
        private readonly ConcurrentBag<Flown> _flights = [];
        private long _now;

        internal long Now() => Interlocked.Increment(ref _now);

        internal async Task<long> Fly(int key, int yields, bool fails, CancellationToken token)
        {
            var started = Now();
            try
            {
                for (var i = 0; i < yields; i++)
                    await Task.Yield();
                token.ThrowIfCancellationRequested();
            }
            catch (OperationCanceledException)
            {
                _flights.Add(new Flown(key, started, started, Now(), true));
                throw;
            }

            _flights.Add(new Flown(key, started, started, Now(), fails));
            return fails ? throw new Failure(started) : started;
        }

        internal void Check(bool retain)
        {
            var flights = _flights.ToDictionary(f => f.Id);
            foreach (var ofKey in _flights.GroupBy(f => f.Key))
            {
                var ordered = ofKey.OrderBy(f => f.Started).ToArray();
                for (var i = 1; i < ordered.Length; i++)
                {
                    Assert.True(ordered[i - 1].Ended < ordered[i].Started, "Two flights of a key overlap.");
                    Assert.False(retain && !ordered[i - 1].Failed, "A flight started although a result was retained.");
                }
            }

            foreach (var call in Calls.Where(c => c.Outcome != "left"))
            {
                var flight = flights[call.Flight];
                Assert.Equal(call.Key, flight.Key);
                Assert.Equal(call.Outcome == "failure", flight.Failed);
                Assert.True(flight.Ended < call.Returned, "A call returned before its flight ended.");

                // Without retention, or for a failure, the flight must have been under way at some time during the call: it ended after the
                // call began, but for the moment between the delegate's last event and the completion that frees the key.
                if (retain && !flight.Failed)
                    continue;
                var younger = _flights.Where(
                    f => f.Key == call.Key && f.Started > flight.Started).Select(f => f.Started).DefaultIfEmpty(long.MaxValue).Min();
                Assert.True(
                    flight.Ended > call.Called || younger > call.Called,
                    "A call got the outcome of a flight that was over and replaced before it began.");
            }
        }
    }
}
