using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>What a rewrite makes of a seed.</summary>
/// <param name="Files">The files that take the place of the seed's.</param>
/// <param name="Merged">The members that became a part of another one, by name, with that one's name; null for none.</param>
/// <param name="Library">A file of another project, which the first refers to; null where all stay in one.</param>
internal sealed record Rewritten(IReadOnlyList<CompilationUnitSyntax> Files, CompilationUnitSyntax? Library = null, IReadOnlyDictionary<string, string>? Merged = null);
