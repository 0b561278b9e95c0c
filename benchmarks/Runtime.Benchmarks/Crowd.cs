namespace RefreshRace.Benchmarks;

/// <summary>Callers that all arrive while one flight is under way.</summary>
internal static class Crowd
{
    internal static async Task RunAsync(int callers, Func<Func<string, CancellationToken, Task<string>>, Task<string>> call)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = new Task<string>[callers];
        for (var i = 0; i < callers; i++)
            calls[i] = call((_, _) => answer.Task);
        answer.SetResult("result");
        await Task.WhenAll(calls).ConfigureAwait(false);
    }
}
