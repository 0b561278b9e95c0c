namespace RefreshRace.AnalyzerBenchmarks.Measuring;

/// <summary>What one run cost.</summary>
/// <param name="Wall">Milliseconds on the clock, all analyzers of the set and what they had the compiler do.</param>
/// <param name="Cpu">Milliseconds of processor time of the whole process.</param>
/// <param name="Own">Milliseconds that the driver counts for the analyzers' own actions, over all threads; 0 where it was not asked.</param>
/// <param name="Megabytes">Allocations of the whole process.</param>
/// <param name="Found">Diagnostics.</param>
internal readonly record struct Sample(double Wall, double Cpu, double Own, double Megabytes, int Found);
