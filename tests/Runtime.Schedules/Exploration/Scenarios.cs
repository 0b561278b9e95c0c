using RefreshRace.Runtime.Tests;

namespace RefreshRace.Schedules;

/// <summary>The scenarios by name, so that a mutant that is compiled at test time can run the same ones.</summary>
public static class Scenarios
{
    public static Func<Scenario> Named(string name) => name switch
    {
        "burst of 3" => () => new Burst(3, blocking: false),
        "burst of 4" => () => new Burst(4, blocking: false),
        "blocking burst" => () => new Burst(3, blocking: true),
        "again" => () => new Again(),
        "slow server" => () => new SlowServer(),
        "leaving joiner" => () => new LeavingJoiner(),
        "eviction" => () => new Eviction(),
        "drain" => () => new Drain(),
        "zombie" => () => new Zombie(),
        "commit" => () => new Commit(),
        "abandoned" => () => new Abandoned(),
        "rotation" => () => new Rotation(),
        "expiry" => () => new Expiry(),
        _ => throw new ArgumentException(name),
    };

    public static string? DepthFirst(string name, int preemptions, int most) => Explorer.DepthFirst(Named(name), preemptions, most);

    public static string? Random(string name, int firstSeed, int most) => Explorer.Random(Named(name), firstSeed, most);

    /// <summary>A scenario with one flight, which must be empty at the end.</summary>
    private abstract class OneFlight : Scenario
    {
        protected readonly ManualTime Time = new();
        protected TokenServer Server = new();
        protected SingleFlight<string, string> Flight;

        protected OneFlight(bool retain = true, bool cancelWhenAbandoned = false, Func<string, string?>? successor = null) => Flight = new(new()
        {
            TimeProvider = Time,
            RetainFor = retain ? TimeSpan.FromSeconds(10) : TimeSpan.Zero,
            CancelWhenAbandoned = cancelWhenAbandoned,
            Successor = successor,
        });

        public override void CheckEnd()
        {
            Require(((IFlightStatistics)Flight).InFlight == 0, "A flight is left in the table.");
            Time.Advance(TimeSpan.FromHours(1));
            Require(((IFlightStatistics)Flight).Retained == 0, "A result outlives its retention.");
            Require(Time.ActiveTimers == 0, "A timer runs for nothing.");
        }

        protected string Call(string token) => Await(Flight.RunAsync(token, (t, _) => Task.FromResult(Server.Exchange(t))));
    }

    /// <summary>Callers with one token: it is presented once, and all get the one result.</summary>
    private sealed class Burst : OneFlight
    {
        private readonly List<string> _results = [];

        internal Burst(int callers, bool blocking)
        {
            for (var i = 0; i < callers; i++)
            {
                Bodies.Add(() => _results.Add(blocking ? Flight.Run("R0", (t, _) => Server.Exchange(t)) : Call("R0")));
            }
        }

        public override void CheckEnd()
        {
            Require(_results.Count == Bodies.Count && _results.All(r => r == "R0#1"), "Not all callers got the one result.");
            base.CheckEnd();
        }
    }

    /// <summary>Without retention, whoever has resumed and calls again must get a newer flight: the key was free before.</summary>
    private sealed class Again : OneFlight
    {
        internal Again()
            : base(retain: false)
        {
            Server = new TokenServer { AcceptsReuse = true };
            for (var i = 0; i < 3; i++)
            {
                Bodies.Add(() =>
                {
                    var first = TokenServer.NumberOf(Call("R0"));
                    Require(TokenServer.NumberOf(Call("R0")) > first, "A caller that had its result joined the same flight again.");
                });
            }
        }
    }

    /// <summary>The answer comes from another thread, at any time.</summary>
    private sealed class SlowServer : OneFlight
    {
        private readonly List<string> _results = [];
        private readonly TaskCompletionSource<string> _answer = new();

        internal SlowServer()
        {
            for (var i = 0; i < 3; i++)
            {
                Bodies.Add(() => _results.Add(Await(Flight.RunAsync("R0", (t, _) =>
                {
                    Server.Begin(t);
                    Baton.Hit("request sent");
                    return _answer.Task;
                }))));
            }

            Bodies.Add(() =>
            {
                Baton.WaitFor(() => Server.Exchanges > 0);
                Server.End("R0");
                _answer.SetResult("R1");
            });
        }

        public override void CheckEnd()
        {
            Require(_results.Count == 3 && _results.All(r => r == "R1"), "Not all callers got the one result.");
            base.CheckEnd();
        }
    }

    /// <summary>One caller leaves at any time; nobody else notices, whether it leads or joins.</summary>
    private sealed class LeavingJoiner : OneFlight
    {
        private readonly CancellationTokenSource _cancel = new();
        private readonly TaskCompletionSource<string> _answer = new();
        private int _stayed;

        internal LeavingJoiner()
        {
            Bodies.Add(() =>
            {
                try
                {
                    Require(Await(Flight.RunAsync("R0", Exchange, _cancel.Token)) == "R1", "A wrong result.");
                }
                catch (OperationCanceledException exception)
                {
                    Require(exception.CancellationToken == _cancel.Token, "A caller was cancelled by a token that is not its own.");
                }
            });
            for (var i = 0; i < 2; i++)
            {
                Bodies.Add(() =>
                {
                    Require(Await(Flight.RunAsync("R0", Exchange)) == "R1", "A wrong result.");
                    _stayed++;
                });
            }

            Bodies.Add(() =>
            {
                _cancel.Cancel();
                Baton.WaitFor(() => Server.Exchanges > 0);
                Server.End("R0");
                _answer.SetResult("R1");
            });
        }

        public override void CheckEnd()
        {
            Require(_stayed == 2, "A caller that stayed got no result.");
            base.CheckEnd();
        }

        private Task<string> Exchange(string token, CancellationToken flightToken)
        {
            Server.Begin(token);
            Baton.Hit("request sent");
            Require(!flightToken.IsCancellationRequested, "A caller's cancellation reached the exchange.");
            return _answer.Task;
        }
    }

    /// <summary>Evictions never let two flights overlap.</summary>
    private sealed class Eviction : OneFlight
    {
        internal Eviction()
        {
            Server = new TokenServer { AcceptsReuse = true };
            for (var i = 0; i < 3; i++)
                Bodies.Add(() => Call("R0"));
            Bodies.Add(() =>
            {
                for (var i = 0; i < 3; i++)
                {
                    Flight.Evict("R0");
                    Baton.Hit("between evictions");
                }
            });
        }
    }

    /// <summary>After a drain nothing runs; every call got a result or was refused.</summary>
    private sealed class Drain : OneFlight
    {
        private bool _drained;

        internal Drain()
        {
            for (var i = 0; i < 3; i++)
            {
                var key = i == 2 ? "S0" : "R0";
                Bodies.Add(() =>
                {
                    try
                    {
                        Await(Flight.RunAsync(key, (t, _) =>
                        {
                            Require(!_drained, "A flight started after the drain.");
                            var result = Server.Exchange(t);
                            Require(!_drained, "The drain did not wait for a flight.");
                            return Task.FromResult(result);
                        }));
                    }
                    catch (InvalidOperationException)
                    {
                    }
                });
            }

            Bodies.Add(() =>
            {
                var drain = Flight.DrainAsync();
                Baton.WaitFor(() => drain.IsCompleted);
                _drained = true;
            });
        }
    }

    /// <summary>
    /// A delegate that does not end for twice its time loses its key, and whenever it ends after all, it takes nothing away from the next flight.
    /// </summary>
    private sealed class Zombie : OneFlight
    {
        private readonly TaskCompletionSource<string> _answer = new();
        private bool _hanging;
        private int _results;

        internal Zombie()
            : base(retain: false)
        {
            Server = new TokenServer { AcceptsReuse = true };
            var hanging = Flight.RunAsync("R0", (_, _) => _answer.Task);
            Bodies.Add(() =>
            {
                Time.Advance(TimeSpan.FromSeconds(60));
                Time.Advance(TimeSpan.FromSeconds(60));
                _hanging = true;
            });
            Bodies.Add(() =>
            {
                Baton.WaitFor(() => _hanging);
                Baton.Hit("before the zombie ends");
                _answer.SetResult("zombie");
            });
            for (var i = 0; i < 2; i++)
            {
                Bodies.Add(() =>
                {
                    Baton.WaitFor(() => _hanging);
                    Require(Call("R0") != "zombie", "A flight that lost its key answered a new call.");
                    _results++;
                });
            }

            Bodies.Add(() =>
            {
                try
                {
                    Await(hanging);
                    Require(false, "The caller of a hanging flight got a result.");
                }
                catch (TimeoutException)
                {
                }
            });
        }

        public override void CheckEnd()
        {
            Require(_results == 2, "Not all callers got a result.");
            base.CheckEnd();
        }
    }

    /// <summary>The first commit fails: the token is presented once, and the result is committed in the end.</summary>
    private sealed class Commit : OneFlight
    {
        private readonly List<string> _store = [];
        private int _commits;

        internal Commit()
        {
            for (var i = 0; i < 3; i++)
                Bodies.Add(Refresh);
        }

        public override void CheckEnd()
        {
            Require(_store.SequenceEqual(["R0#1"]), "The result was not committed once.");
            base.CheckEnd();
        }

        private void Refresh()
        {
            for (var attempt = 0; attempt < 2; attempt++)
            {
                try
                {
                    Await(Flight.RunAndCommitAsync("R0", (t, _) => Task.FromResult(Server.Exchange(t)), (_, result, _) =>
                    {
                        var first = ++_commits == 1;
                        Baton.Hit("in the commit");
                        if (first)
                            throw new IOException();
                        _store.Add(result);
                        return Task.CompletedTask;
                    }));
                    return;
                }
                catch (IOException)
                {
                }
            }

            Require(false, "The second commit failed as well.");
        }
    }

    /// <summary>All callers of a flight leave; the next one neither inherits their cancellation nor starts beside the cancelled flight.</summary>
    private sealed class Abandoned : OneFlight
    {
        private readonly CancellationTokenSource _cancel = new();
        private readonly List<Action> _pending = [];
        private bool _isAnswering;
        private bool _answered;

        internal Abandoned()
            : base(retain: false, cancelWhenAbandoned: true)
        {
            Server = new TokenServer { AcceptsReuse = true };
            for (var i = 0; i < 2; i++)
            {
                Bodies.Add(() =>
                {
                    try
                    {
                        Await(Flight.RunAsync("R0", ExchangeUntilCancelled, _cancel.Token));
                    }
                    catch (OperationCanceledException exception)
                    {
                        Require(exception.CancellationToken == _cancel.Token, "A caller was cancelled by a token that is not its own.");
                    }
                });
            }

            Bodies.Add(() =>
            {
                _cancel.Cancel();

                // Somebody who stays may have joined before the last one left; then the server has to answer.
                lock (_pending)
                    _isAnswering = true;
                foreach (var answer in _pending)
                    answer();
            });
            Bodies.Add(() =>
            {
                Baton.WaitFor(() => _cancel.IsCancellationRequested);
                Await(Flight.RunAsync("R0", (t, _) => Task.FromResult(Server.Exchange(t))));
                _answered = true;
            });
        }

        public override void CheckEnd()
        {
            Require(_answered, "The caller that stayed got no result.");

            // The call that waited for the abandoned flight goes on, on the thread pool.
            SpinWait.SpinUntil(() => ((IFlightStatistics)Flight).InFlight == 0, 5000);
            base.CheckEnd();
        }

        private Task<string> ExchangeUntilCancelled(string token, CancellationToken flightToken)
        {
            var number = Server.Begin(token);
            Baton.Hit("request sent");
            var source = new TaskCompletionSource<string>();
            lock (_pending)
                _pending.Add(Answer);
            flightToken.Register(Answer);
            if (_isAnswering)
                Answer();
            return source.Task;

            void Answer()
            {
                if (source.Task.IsCompleted)
                    return;
                Server.End(token);
                source.TrySetResult($"{token}#{number}");
            }
        }
    }

    /// <summary>Callers that hold any token of a chain: each token is presented once, and nobody gets an older token than the one it holds.</summary>
    private sealed class Rotation : OneFlight
    {
        internal Rotation()
            : base(successor: r => r)
        {
            Bodies.Add(() =>
            {
                var first = Refresh("T0");
                Refresh(first);
            });
            Bodies.Add(() => Refresh("T0"));
            Bodies.Add(() =>
            {
                var first = Refresh("T0");
                Refresh(first);
            });
        }

        private string Refresh(string held)
        {
            var next = Await(Flight.RunAsync(held, (t, _) =>
            {
                Server.Exchange(t);
                return Task.FromResult($"T{NumberIn(t) + 1}");
            }));
            Require(NumberIn(next) > NumberIn(held), "A caller got an older token than it held.");
            return next;
        }

        private static int NumberIn(string token) => int.Parse(token[1..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The retention ends while callers arrive: flights do not overlap, and nobody gets nothing.</summary>
    private sealed class Expiry : OneFlight
    {
        internal Expiry()
        {
            Server = new TokenServer { AcceptsReuse = true };
            Bodies.Add(() =>
            {
                Call("R0");
                Call("S0");
            });
            Bodies.Add(() => Time.Advance(TimeSpan.FromSeconds(10)));
            Bodies.Add(() =>
            {
                Call("R0");
                Time.Advance(TimeSpan.FromSeconds(10));
                Call("R0");
            });
        }
    }
}
