namespace RefreshRace.Benchmarks.Paired;

/// <summary>Nanoseconds and bytes of one operation.</summary>
internal readonly record struct Measured(double Nanoseconds, double Bytes);
