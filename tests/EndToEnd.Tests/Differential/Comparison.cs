using System.Reflection;

namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>Runs one member before and after a fix, and tells in what they differ.</summary>
internal static class Comparison
{
    private const int Callers = 6;

    /// <summary>Null where single callers see no difference, and a burst only fewer exchanges.</summary>
    public static async Task<string?> DifferenceAsync(Assembly before, Assembly after, int index, bool isBlocking)
    {
        foreach (var scenario in Scenario.Single)
        {
            var expected = await TraceAsync(before, index, scenario);
            var actual = await TraceAsync(after, index, scenario);
            if (expected != actual)
            {
                return $"{scenario.Name}\n--- before\n{expected}\n--- after\n{actual}";
            }
        }

        return isBlocking ? null : await LeavingAsync(before, after, index) ?? await BurstAsync(before, after, index);
    }

    private static async Task<string> TraceAsync(Assembly assembly, int index, Scenario scenario)
    {
        var world = new World();
        await scenario.RunAsync(world, Subject(assembly, index, world));
        return world.Trace;
    }

    // A caller who leaves while the provider answers: what he gets is the same or the answer, and what is rotated is not lost.
    private static async Task<string?> LeavingAsync(Assembly before, Assembly after, int index)
    {
        var (expected, _) = await LeaveAsync(before, index);
        var (actual, lost) = await LeaveAsync(after, index);
        return expected == actual || expected.Contains("cancelled", StringComparison.Ordinal) && !lost ? null
            : $"caller leaves during\n--- before\n{expected}\n--- after\n{actual}";
    }

    private static async Task<(string Outcome, bool Lost)> LeaveAsync(Assembly assembly, int index)
    {
        var world = new World();
        var subject = Subject(assembly, index, world);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new CancellationTokenSource();
        var tokens = world.NewSession("anna", 1, true);
        Scenario.SignIn(world, subject, "anna", tokens);
        world.Gate = gate.Task;
        var call = Task.Run(() => OutcomeAsync(subject, tokens, source.Token));
        while (!call.IsCompleted && world.Exchanges == 0)
        {
            await Task.Yield();
        }

        await source.CancelAsync();
        gate.SetResult();
        var outcome = await call;
        return (world.Plain(outcome), world.Exchanges > 1 || world.Consumed > 0);
    }

    private static async Task<string?> BurstAsync(Assembly before, Assembly after, int index)
    {
        var first = await StormAsync(before, index);
        var second = await StormAsync(after, index);
        return second.Exchanges <= Math.Max(first.Exchanges, 1) && second.Consumed == 0 && second.Failures == 0 ? null
            : $"burst\n--- before\n{first.Trace}\n--- after\n{second.Trace}";
    }

    private static async Task<(int Exchanges, int Consumed, int Failures, string Trace)> StormAsync(Assembly assembly, int index)
    {
        var world = new World();
        var subject = Subject(assembly, index, world);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tokens = world.NewSession("anna", 1, true);
        Scenario.SignIn(world, subject, "anna", tokens);
        world.Gate = gate.Task;
        var calls = Enumerable.Range(0, Callers).Select(_ => OutcomeAsync(subject, tokens, CancellationToken.None)).ToArray();
        while (world.Exchanges == 0 && !calls.All(call => call.IsCompleted))
        {
            await Task.Yield();
        }

        gate.SetResult();
        var outcomes = await Task.WhenAll(calls);
        var failures = outcomes.Count(outcome => outcome.StartsWith("thrown", StringComparison.Ordinal));
        return (world.Exchanges, world.Consumed, failures, world.Trace + "\n" + string.Join('\n', outcomes));
    }

    private static async Task<string> OutcomeAsync(ISubject subject, Tokens tokens, CancellationToken cancellationToken)
    {
        try
        {
            return await Scenario.OutcomeAsync(subject.Invoke("anna", tokens.RefreshToken, tokens, cancellationToken));
        }
        catch (Exception exception)
        {
            return "thrown at once: " + exception.GetType().Name;
        }
    }

    private static ISubject Subject(Assembly assembly, int index, World world) =>
        (ISubject)Activator.CreateInstance(assembly.GetType("Subject" + index, throwOnError: true)!, world, world, world)!;
}
