namespace RefreshRace.Runtime.Tests;

/// <summary>Waiting for what other threads do. The limit only ends a test that would hang; no test asserts a time.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static async Task Holds(Func<bool> condition, string what = "the condition")
    {
        var deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > deadline)
                Assert.Fail($"Waited in vain for {what}.");
            await Task.Delay(1);
        }
    }

    internal static async Task<T> Ends<T>(this Task<T> task)
    {
        await ((Task)task).Ends();
        return await task;
    }

    /// <summary>Waits for the end. A call that hangs fails the test, and not with a TimeoutException: that is what an overdue flight throws.</summary>
    internal static async Task Ends(this Task task)
    {
        using var ended = new CancellationTokenSource();
        if (await Task.WhenAny(task, Task.Delay(Limit, ended.Token)) != task)
            Assert.Fail("The call does not end.");
        ended.Cancel();
        await task;
    }
}
