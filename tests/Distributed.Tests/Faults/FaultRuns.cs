namespace RefreshRace.Distributed.Tests;

/// <summary>
/// How often a fault is repeated: a few times in every test run, and as often as docs/distributed.md reports in the matrix
/// (REFRESHRACE_MATRIX). REFRESHRACE_FAULTS names a file
/// for the lines of that table.
/// </summary>
internal static class FaultRuns
{
    private static readonly Lock s_lock = new();

    internal static int Times(int few, int many) => Environment.GetEnvironmentVariable("REFRESHRACE_MATRIX") == "1" ? many : few;

    internal static void Note(string engine, string fault, int times, string outcomes, int consumedPresented, int sessionsLost)
    {
        if (Environment.GetEnvironmentVariable("REFRESHRACE_FAULTS") is not { Length: > 0 } file)
            return;
        lock (s_lock)
            File.AppendAllText(file, $"| {fault} | {engine} | {times} | {outcomes} | {consumedPresented} | {sessionsLost} |\n");
    }
}
