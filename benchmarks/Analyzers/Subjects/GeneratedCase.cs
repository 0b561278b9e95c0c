namespace RefreshRace.AnalyzerBenchmarks.Subjects;

/// <summary>A kind of code that costs an analyzer dearly when it looks at pairs, at a whole file for each hit, or at what nothing points to.</summary>
/// <param name="Name">What there is <c>n</c> of.</param>
/// <param name="Sizes">The sizes at which it is measured, ascending; growth is fitted over them.</param>
/// <param name="Files">The files for a size: paths and texts.</param>
/// <param name="Options">Options that apply to every file, as <c>key = value</c>; null for none.</param>
public sealed record GeneratedCase(string Name, int[] Sizes, Func<int, IEnumerable<(string Path, string Text)>> Files, (string Key, string Value)? Options = null);
