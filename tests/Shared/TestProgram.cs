using System.Collections.Concurrent;
using Xunit.Abstractions;
using Xunit.Sdk;

/// <summary>
/// Runs the tests of this assembly without a test host: that would need a shared runtime, a thread of the pool for itself, and bring assemblies along in versions of its own.
/// </summary>
internal static class TestProgram
{
    /// <summary>Prints the failures, the tests that hang, and a last line that begins with what was under test. Returns the exit code, 0 only when tests ran and all of them passed.</summary>
    internal static int Run(string underTest)
    {
        var results = new Results();
        using (var framework = new XunitTestFramework(new Results()))
        using (var executor = framework.GetExecutor(typeof(TestProgram).Assembly.GetName()))
        {
            executor.RunAll(results, new Options(), new Options());
            results.WaitForTheEnd();
        }

        Console.WriteLine($"{underTest}: {results.Passed} passed, {results.Failed} failed.");
        return results is { Passed: > 0, Failed: 0 } ? 0 : 1;
    }
}

/// <summary>Counts what passed, and prints what failed.</summary>
internal sealed class Results : LongLivedMarshalByRefObject, IMessageSink
{
    /// <summary>The longest silence of a run that goes on: a test gives up waiting after a minute.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, bool> _running = new();
    private readonly AutoResetEvent _progress = new(false);
    private volatile bool _finished;
    private int _passed;
    private int _failed;

    internal int Passed => _passed;

    internal int Failed => _failed;

    /// <summary>Waits for the last test. A pool without a free thread ends no test and tells nobody, so a hang has to be seen from here.</summary>
    internal void WaitForTheEnd()
    {
        while (!_finished)
        {
            if (_progress.WaitOne(s_patience))
                continue;
            foreach (var test in _running.Keys)
                Console.WriteLine($"{test}: does not end.");
            Environment.Exit(1);
        }
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestStarting starting:
                _running[starting.Test.DisplayName] = true;
                break;
            case ITestFinished finished:
                _running.TryRemove(finished.Test.DisplayName, out _);
                break;
            case ITestPassed:
                Interlocked.Increment(ref _passed);
                break;
            case ITestFailed failed:
                Interlocked.Increment(ref _failed);
                Console.WriteLine($"{failed.Test.DisplayName}: {string.Join('\n', failed.Messages)}\n{string.Join('\n', failed.StackTraces)}");
                break;
            case IErrorMessage error:
                Interlocked.Increment(ref _failed);
                Console.WriteLine(string.Join('\n', error.Messages));
                break;
            case ITestAssemblyFinished:
                _finished = true;
                break;
        }

        _progress.Set();
        return true;
    }
}

/// <summary>The defaults of xunit.</summary>
internal sealed class Options : LongLivedMarshalByRefObject, ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = [];

    public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) ? (TValue)value! : default!;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
}
