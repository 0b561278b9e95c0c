using System.Diagnostics;

namespace RefreshRace.Schedules;

/// <summary>
/// Real threads of which one runs at a time: whoever reaches a schedule point lets the chooser decide who goes on. Threads are reused from
/// run to run.
/// </summary>
public sealed class Baton
{
    /// <summary>How long to wait for the thread pool when every thread waits, before calling it a lost wake-up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static Worker? t_worker;

    private readonly List<Worker> _workers = [];
    private readonly SemaphoreSlim _finished = new(0);
    private Worker[] _active = [];
    private Chooser _chooser = null!;
    private string? _violation;

    /// <summary>Runs the bodies to their end under the chooser's decisions. Returns what went wrong, or null.</summary>
    public string? Run(IReadOnlyList<Action> bodies, Chooser chooser)
    {
        while (_workers.Count < bodies.Count)
            _workers.Add(new Worker(this, _workers.Count));
        _chooser = chooser;
        _violation = null;
        _active = [.. _workers.Take(bodies.Count)];
        for (var i = 0; i < bodies.Count; i++)
            _active[i].Prepare(bodies[i]);
        PassOn(null);
        _finished.Wait();
        return _violation;
    }

    /// <summary>A place where another thread may come between. Threads that are not the baton's own pass.</summary>
    public static void Hit(string place)
    {
        _ = place;
        t_worker?.Yield();
    }

    /// <summary>Waits without keeping the baton.</summary>
    public static void WaitFor(Func<bool> condition)
    {
        if (t_worker is { } worker)
            worker.WaitFor(condition);
        else
            SpinWait.SpinUntil(condition, s_patience);
    }

    private void PassOn(Worker? current)
    {
        var next = Pick(current);
        if (next is null)
        {
            var isLost = current is { IsDone: false };
            _finished.Release();
            if (isLost)
                current!.StayLost();
            return;
        }

        if (ReferenceEquals(next, current))
            return;

        // Asked before the baton goes: by the time this thread looks again, the next run may have given it a new body.
        var goesOn = current is { IsDone: false };
        next.Go();
        if (goesOn)
            current!.AwaitTurn();
    }

    private Worker? Pick(Worker? current)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var runnable = new List<Worker>(_active.Length);
            var currentIsFirst = current is { IsRunnable: true };
            if (currentIsFirst)
                runnable.Add(current!);
            foreach (var worker in _active)
            {
                if (!ReferenceEquals(worker, current) && worker.IsRunnable)
                    runnable.Add(worker);
            }

            if (runnable.Count > 0)
                return runnable[_chooser.Choose(runnable.Count, currentIsFirst)];
            if (_active.All(w => w.IsDone))
                return null;
            if (waited.Elapsed > s_patience)
            {
                _violation ??= "A call never returned.";
                return null;
            }

            Thread.Sleep(0);
        }
    }

    private sealed class Worker
    {
        private readonly Baton _baton;
        private readonly SemaphoreSlim _turn = new(0);
        private Action? _body;
        private Func<bool>? _condition;

        internal Worker(Baton baton, int number)
        {
            _baton = baton;
            new Thread(Loop) { IsBackground = true, Name = $"scheduled {number}" }.Start();
        }

        internal bool IsDone { get; private set; } = true;

        internal bool IsRunnable => !IsDone && (_condition is null || _condition());

        internal void Prepare(Action body)
        {
            _body = body;
            _condition = null;
            IsDone = false;
        }

        internal void Go() => _turn.Release();

        internal void AwaitTurn() => _turn.Wait();

        internal void Yield() => _baton.PassOn(this);

        internal void WaitFor(Func<bool> condition)
        {
            if (condition())
            {
                Yield();
                return;
            }

            _condition = condition;
            _baton.PassOn(this);
            _condition = null;
        }

        /// <summary>The run was given up while this thread waits: it can never go on.</summary>
        internal void StayLost() => Thread.Sleep(Timeout.Infinite);

        private void Loop()
        {
            t_worker = this;
            while (true)
            {
                _turn.Wait();
                try
                {
                    _body!();
                }
                catch (Exception exception)
                {
                    _baton._violation ??= exception is ViolationException ? exception.Message : exception.ToString();
                }

                IsDone = true;
                _baton.PassOn(this);
            }
        }
    }
}

/// <summary>An invariant does not hold.</summary>
public sealed class ViolationException(string message) : Exception(message);
