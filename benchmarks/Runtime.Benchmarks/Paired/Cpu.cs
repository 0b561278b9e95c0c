using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RefreshRace.Benchmarks.Paired;

/// <summary>
/// Processor time in nanoseconds, so that a machine that does other things as well disturbs less than with the wall clock.
/// Where the system does not offer it to a thread, the wall clock.
/// </summary>
internal static class Cpu
{
    private const int OfProcess = 2;
    private const int OfThread = 3;

    internal static long Thread => Now(OfThread);

    internal static long Process => Now(OfProcess);

    private static long Now(int clock) => OperatingSystem.IsLinux() && GetTime(clock, out var time) == 0
        ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
        : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        internal long Seconds;
        internal long Nanoseconds;
    }
}
