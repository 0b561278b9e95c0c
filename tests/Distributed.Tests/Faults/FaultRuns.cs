namespace RefreshRace.Distributed.Tests;

/// <summary>How often a fault is repeated: a few times in every test run, and as often as docs/distributed.md reports when REFRESHRACE_FAULTS names a folder for the figures.</summary>
internal static class FaultRuns
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("REFRESHRACE_FAULTS");

    internal static int Times(int few, int many) => s_folder is null ? few : many;

    /// <summary>Notes one line of the table.</summary>
    internal static void Note(string engine, string fault, int times, string outcomes, int consumedPresented, int sessionsLost)
    {
        if (s_folder is null)
            return;
        Directory.CreateDirectory(s_folder);
        lock (s_folder)
            File.AppendAllText(Path.Combine(s_folder, "faults.md"), $"| {fault} | {engine} | {times} | {outcomes} | {consumedPresented} | {sessionsLost} |\n");
    }
}
