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
                throw new TimeoutException($"Waited in vain for {what}.");
            await Task.Delay(1);
        }
    }

    internal static Task<T> Ends<T>(this Task<T> task) => task.WaitAsync(Limit);

    internal static Task Ends(this Task task) => task.WaitAsync(Limit);
}
