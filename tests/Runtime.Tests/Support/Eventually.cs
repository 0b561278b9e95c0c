namespace RefreshRace.Runtime.Tests;

/// <summary>Waiting for what other threads do. The limits only end a test that would hang; no test asserts a time.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// For what follows from something that has happened already, so that a test that waits for several such things fails within the
    /// minute.
    /// </summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    internal static async Task Holds(Func<bool> condition, string what = "the condition")
    {
        if (!await HoldsWithin(Limit, condition))
            Assert.Fail($"Waited in vain for {what}.");
    }

    /// <summary>
    /// Waits no longer than a test that fails should take; the caller then asserts what it waited for, which tells more than that it waited
    /// in vain.
    /// </summary>
    internal static Task Soon(Func<bool> condition) => HoldsWithin(s_soon, condition);

    internal static async Task<T> Ends<T>(this Task<T> task)
    {
        await ((Task)task).Ends();
        return await task;
    }

    /// <summary>
    /// Waits for the end. A call that hangs fails the test, and not with a TimeoutException: that is what an overdue flight throws.
    /// </summary>
    internal static async Task Ends(this Task task)
    {
        using var ended = new CancellationTokenSource();
        if (await Task.WhenAny(task, Task.Delay(Limit, ended.Token)) != task)
            Assert.Fail("The call does not end.");
        ended.Cancel();
        await task;
    }

    private static async Task<bool> HoldsWithin(TimeSpan limit, Func<bool> condition)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > deadline)
                return false;
            await Task.Delay(1);
        }

        return true;
    }
}
