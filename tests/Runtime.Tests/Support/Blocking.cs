namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Calls that block, each on a thread of its own: on a small thread pool they would keep the threads that have to end their wait.
/// </summary>
internal static class Blocking
{
    internal static Task Run(Action call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static Task<T> Call<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
