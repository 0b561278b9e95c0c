using System.Reflection;
using System.Runtime.Versioning;
using Xunit.Abstractions;
using Xunit.Sdk;

// Runs the tests of this assembly without a test host, which would need a shared runtime. Prints the failures, and which library ran on which runtime;
// the exit code is 0 only when tests ran and all of them passed.
var results = new Results();
using (var framework = new XunitTestFramework(new Results()))
using (var executor = framework.GetExecutor(typeof(Program).Assembly.GetName()))
{
    executor.RunAll(results, new Options(), new Options());
    results.Finished.Wait();
}

var built = typeof(RefreshRace.SessionFlight).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName;
Console.WriteLine($"The library for {built} on .NET {Environment.Version}: {results.Passed} passed, {results.Failed} failed.");
return results is { Passed: > 0, Failed: 0 } ? 0 : 1;

/// <summary>Counts what passed, and prints what failed.</summary>
internal sealed class Results : LongLivedMarshalByRefObject, IMessageSink
{
    private int _passed;
    private int _failed;

    internal ManualResetEventSlim Finished { get; } = new();

    internal int Passed => _passed;

    internal int Failed => _failed;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
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
                Finished.Set();
                break;
        }

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
