namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Random commands on one chain of rotations: calls of both forms with any token that somebody may hold, commits that fail before they
/// write, that fail after it and that are late, exchanges that are late, and time. After each command the rules of the model must hold: the
/// server is presented each token once, the store never goes back, and a call that commits gets what is stored and nothing that was
/// consumed before it began.
/// </summary>
public class ChainModelTests
{
    private const int Rotations = 3;

    /// <summary>What a commit does.</summary>
    private enum CommitEnd
    {
        Succeeds,
        FailsBeforeItWrites,
        FailsAfterItWrote,

        /// <summary>It writes, and its acknowledgement comes with a later command.</summary>
        IsAcknowledgedLate,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Random_commands_keep_the_newest_token(bool selector)
    {
        for (var seed = 1; seed <= 150; seed++)
            await Task.Run(() => RunCommands(seed, selector)).Ends();
    }

    private static async Task RunCommands(int seed, bool selector)
    {
        var random = new Random(seed);
        var run = new Chain(selector);
        var trace = new List<string>();
        for (var step = 0; step < 25; step++)
        {
            var command = random.Next(10);
            var held = random.Next(Rotations);
            var end = (CommitEnd)random.Next(4);
            trace.Add($"{command}({held}, {end})");
            try
            {
                switch (command)
                {
                    case <= 4:
                        await run.Commit(held, end, isLate: random.Next(4) == 0);
                        break;
                    case <= 6:
                        await run.Plain(held, isLate: random.Next(4) == 0);
                        break;
                    case 7:
                        await run.AnswerExchange();
                        break;
                    case 8:
                        await run.Acknowledge(fails: random.Next(2) == 0);
                        break;
                    default:
                        run.Advance(TimeSpan.FromSeconds(random.Next(1, 4)));
                        break;
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, commands {string.Join(' ', trace)}", exception);
            }
        }
    }

    private sealed class Chain
    {
        private readonly ManualTime _time = new();
        private readonly SingleFlight<string, string> _flight;
        private readonly HashSet<string> _presented = [];
        private readonly HashSet<string> _brought = [];
        private readonly List<(Task<string> Call, int Held, bool Commits, int ConsumedBefore)> _waiting = [];
        private TaskCompletionSource<string>? _answer;
        private string _answerTo = "";
        private TaskCompletionSource? _acknowledgement;
        private int _stored;

        internal Chain(bool selector) => _flight = new(new()
        {
            TimeProvider = _time,

            // The chain itself is not forgotten in this model; what is owed is kept longer than that anyway.
            RetainFor = TimeSpan.FromHours(1),
            KeepUncommittedFor = TimeSpan.FromHours(2),
            FlightTimeout = Timeout.InfiniteTimeSpan,
            Successor = selector ? r => r : null,
        });

        /// <summary>A call that commits, with a token that somebody may hold: one that was brought already.</summary>
        internal Task Commit(int held, CommitEnd end, bool isLate) => Call(
            held,
            commits: true,
            () => _flight.RunAndCommitAsync($"T{held}", (key, _) => Exchange(key, isLate), (_, result, _) => Save(result, end)));

        internal Task Plain(int held, bool isLate) =>
            Call(held, commits: false, () => _flight.RunAsync($"T{held}", (key, _) => Exchange(key, isLate)));

        internal async Task AnswerExchange()
        {
            if (_answer is not { } answer)
                return;
            _answer = null;
            answer.SetResult(Bring(_answerTo));
            await Check();
        }

        internal async Task Acknowledge(bool fails)
        {
            if (_acknowledgement is not { } acknowledgement)
                return;
            _acknowledgement = null;
            if (fails)
                acknowledgement.SetException(new IOException("no acknowledgement"));
            else
                acknowledgement.SetResult();
            await Check();
        }

        internal void Advance(TimeSpan time) => _time.Advance(time);

        private static string Next(string token) => $"T{NumberIn(token) + 1}";

        private static int NumberIn(string token) => int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture);

        private async Task Call(int held, bool commits, Func<Task<string>> call)
        {
            if (held > 0 && !IsBrought($"T{held}"))
                return;

            int consumed;
            lock (_presented)
                consumed = _presented.Count;
            _waiting.Add((call(), held, commits, consumed));
            await Check();
        }

        /// <summary>Nobody can hold a token whose exchange has not been answered.</summary>
        private bool IsBrought(string token)
        {
            lock (_presented)
                return _brought.Contains(token);
        }

        private string Bring(string key)
        {
            lock (_presented)
                _brought.Add(Next(key));
            return Next(key);
        }

        private Task<string> Exchange(string key, bool isLate)
        {
            lock (_presented)
            {
                Assert.True(_presented.Add(key), $"{key} was presented again.");
                if (!isLate || _answer is not null)
                    return Task.FromResult(Bring(key));
                _answerTo = key;
                return (_answer = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        private Task Save(string result, CommitEnd end)
        {
            if (end == CommitEnd.FailsBeforeItWrites)
                throw new IOException("disk full");
            lock (_presented)
            {
                Assert.True(NumberIn(result) >= _stored, $"The store went back from T{_stored} to {result}.");
                _stored = NumberIn(result);
                if (end == CommitEnd.FailsAfterItWrote)
                    throw new IOException("no acknowledgement");
                if (end == CommitEnd.Succeeds || _acknowledgement is not null)
                    return Task.CompletedTask;
                return (_acknowledgement = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        /// <summary>Everything must have come to rest: what waits, waits for a late answer or a late acknowledgement.</summary>
        private async Task Check()
        {
            await Eventually.Soon(
                () => _waiting.TrueForAll(w => w.Call.IsCompleted || _answer is not null || _acknowledgement is not null));
            foreach (var (call, held, commits, consumedBefore) in _waiting.Where(w => w.Call.IsCompleted).ToArray())
            {
                // What is thrown beside a failed commit is a rule of the model that does not hold.
                if (!call.IsFaulted || call.Exception!.InnerException is not IOException)
                    CheckResult(NumberIn(await call), held, commits, consumedBefore);
            }

            _waiting.RemoveAll(w => w.Call.IsCompleted);
            Assert.True(_waiting.Count == 0 || _answer is not null || _acknowledgement is not null, "A call waits for nothing.");
        }

        private void CheckResult(int result, int held, bool commits, int consumedBefore)
        {
            Assert.True(result > held, "A caller got no newer token than it held.");
            if (!commits)
                return;
            Assert.True(result <= _stored, $"A call that commits got T{result} while T{_stored} is stored.");
            Assert.True(result >= consumedBefore, $"A call that commits got T{result}, which was consumed before it began.");
        }
    }
}
