namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Idle → InFlight → (Uncommitted) → Retained → Idle: random commands against the product and against a model of twenty lines, which must
/// agree after every command.
/// </summary>
public class StateModelTests
{
    private static readonly TimeSpan s_retain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private enum State
    {
        Idle,
        InFlight,
        Overdue,
        Uncommitted,
        Retained,
    }

    [Fact]
    public async Task Random_commands_leave_product_and_model_in_the_same_state()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            // Off the test runner's context, so that the leader runs its delegate itself and every command has ended when it returns.
            await Task.Run(() => RunCommands(seed)).Ends();
        }
    }

    private static async Task RunCommands(int seed)
    {
        var random = new Random(seed);
        var run = new Model();
        var trace = new List<string>();
        for (var step = 0; step < 60; step++)
        {
            var key = random.Next(2);
            var command = random.Next(8);
            trace.Add($"{command}({key})");
            try
            {
                switch (command)
                {
                    case 0 or 1:
                        await run.Call(key, commit: false);
                        break;
                    case 2:
                        await run.Call(key, commit: true, repaired: random.Next(2) == 0);
                        break;
                    case 3:
                        await run.EndExchange(key, succeeds: true, commits: random.Next(2) == 0);
                        break;
                    case 4:
                        await run.EndExchange(key, succeeds: false, commits: true);
                        break;
                    case 5:
                        run.Evict(key);
                        break;
                    default:
                        await run.Advance(TimeSpan.FromSeconds(random.Next(1, 25)));
                        break;
                }

                run.Compare();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, commands {string.Join(' ', trace)}", exception);
            }
        }
    }

    private sealed class Model
    {
        private readonly ManualTime _time = new();
        private readonly SingleFlight<int, string> _flight;
        private readonly Slot[] _slots = [new(), new()];
        private TimeSpan _now;
        private int _exchanges;
        private int _expectedExchanges;

        internal Model() => _flight = new(new()
        {
            TimeProvider = _time,
            RetainFor = s_retain,
            KeepUncommittedFor = s_keep,
            FlightTimeout = s_timeout,
        });

        internal async Task Call(int key, bool commit, bool repaired = false)
        {
            var slot = _slots[key];
            if (commit && slot.OwesCommit)
                slot.CommitFails = !repaired;
            var call = commit
                ? _flight.RunAndCommitAsync(key, Exchange, (_, _, _) => slot.CommitFails ? throw new IOException() : Task.CompletedTask)
                : _flight.RunAsync(key, Exchange);
            switch (slot.State)
            {
                case State.Idle:
                    slot.State = State.InFlight;
                    slot.Commit = slot.CommitsItself = commit;
                    slot.Deadline = _now + s_timeout;
                    _expectedExchanges++;
                    slot.Callers.Add((call, commit));
                    break;
                case State.InFlight or State.Overdue:
                    // A flight that does not commit itself brings its result to a caller who does.
                    slot.Commit |= commit;
                    slot.Callers.Add((call, commit));
                    break;
                case State.Uncommitted or State.Retained when commit && slot.OwesCommit:
                    await EndCommit(slot, call);
                    break;
                default:
                    Assert.True(call.IsCompletedSuccessfully);
                    Assert.Equal(slot.Result, call.Result);
                    break;
            }

            Task<string> Exchange(int k, CancellationToken token)
            {
                _exchanges++;
                return (slot.Answer = new TaskCompletionSource<string>()).Task;
            }
        }

        internal async Task EndExchange(int key, bool succeeds, bool commits)
        {
            var slot = _slots[key];
            if (slot.State is not (State.InFlight or State.Overdue))
                return;
            slot.Result = $"result {_exchanges}";
            slot.CommitFails = !commits;
            if (succeeds)
                slot.Answer!.SetResult(slot.Result);
            else
                slot.Answer!.SetException(new FormatException());

            // Where the flight commits itself, everybody waits for that.
            var callers = slot.Callers.ToArray();
            slot.Land(succeeds, commits, _now + s_retain, _now + s_keep);
            foreach (var (caller, commit) in callers)
            {
                var thrown = await Record.ExceptionAsync(() => caller.Ends());
                if (!succeeds)
                    Assert.IsType<FormatException>(thrown);
                else if ((commit || slot.CommitsItself) && !commits)
                    Assert.IsType<IOException>(thrown);
                else
                    Assert.Equal(slot.Result, await caller);
            }
        }

        private async Task EndCommit(Slot slot, Task<string> call)
        {
            // The owed commit runs through at once.
            Assert.True(call.IsCompleted);
            var thrown = await Record.ExceptionAsync(() => call.Ends());
            if (slot.CommitFails)
                Assert.IsType<IOException>(thrown);
            else
                Assert.Equal(slot.Result, await call);
            slot.State = slot.CommitFails ? State.Uncommitted : State.Retained;
            slot.OwesCommit = slot.CommitFails;
            slot.Deadline = _now + (slot.CommitFails ? s_keep : s_retain);
        }

        internal void Evict(int key)
        {
            var slot = _slots[key];
            var kept = slot.State is State.Retained or State.Uncommitted;
            Assert.Equal(kept, _flight.Evict(key));
            if (kept)
                slot.State = State.Idle;
        }

        internal async Task Advance(TimeSpan time)
        {
            _time.Advance(time);
            _now += time;
            foreach (var slot in _slots)
            {
                if (slot.State is State.Retained or State.Uncommitted && slot.Deadline <= _now)
                    slot.State = State.Idle;
                if (slot.State == State.InFlight && slot.Deadline <= _now)
                {
                    await slot.TimeOut(State.Overdue);
                    slot.Deadline += s_timeout;
                }

                if (slot.State == State.Overdue && slot.Deadline <= _now)
                    await slot.TimeOut(State.Idle);
            }
        }

        internal void Compare()
        {
            Assert.Equal(_expectedExchanges, _exchanges);
            Assert.Equal(_slots.Count(s => s.State is State.InFlight or State.Overdue), ((IFlightStatistics)_flight).InFlight);
            foreach (var slot in _slots)
                Assert.All(slot.Callers, caller => Assert.False(caller.Call.IsCompleted));
        }
    }

    private sealed class Slot
    {
        internal readonly List<(Task<string> Call, bool Commits)> Callers = [];
        internal State State;
        internal TimeSpan Deadline;

        /// <summary>The flight was started by a call that commits.</summary>
        internal bool CommitsItself;

        /// <summary>Some caller of the flight commits.</summary>
        internal bool Commit;

        /// <summary>The result is there, and nobody has committed it.</summary>
        internal bool OwesCommit;
        internal bool CommitFails;
        internal string? Result;
        internal TaskCompletionSource<string>? Answer;

        internal void Land(bool succeeds, bool commits, TimeSpan retainedUntil, TimeSpan keptUntil)
        {
            // A caller that would have committed may have left at the timeout: the commit is owed all the same.
            var isCommitted = commits && (CommitsItself || Callers.Exists(c => c.Commits));
            Callers.Clear();
            OwesCommit = succeeds && !isCommitted;
            var kept = Commit && OwesCommit ? State.Uncommitted : State.Retained;
            State = succeeds ? kept : State.Idle;
            Deadline = State == State.Uncommitted ? keptUntil : retainedUntil;
        }

        internal async Task TimeOut(State next)
        {
            foreach (var (call, _) in Callers)
                await Assert.ThrowsAsync<TimeoutException>(() => call.Ends());
            Callers.Clear();
            State = next;
        }
    }
}
