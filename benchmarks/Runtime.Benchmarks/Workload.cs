namespace RefreshRace.Benchmarks;

/// <summary>Keys of 43 characters, the length of a 256-bit token, and delegates that do no work of their own.</summary>
internal static class Workload
{
    internal const int KeyMask = 1023;

    internal static readonly string[] Keys = Make(1024);

    internal static readonly Task<string> Done = Task.FromResult("result");

    internal static readonly Func<string, CancellationToken, Task<string>> Flight = static (_, _) => Done;

    internal static string[] Make(int count)
    {
        var keys = new string[count];
        for (var i = 0; i < count; i++)
            keys[i] = $"{i:D6}-abcdefghijklmnopqrstuvwxyz0123456789";
        return keys;
    }

    internal static SingleFlight<string, string> WithoutRetention() => new(new() { RetainFor = TimeSpan.Zero });
}
