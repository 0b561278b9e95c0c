using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Analysis;

/// <summary>A diagnostic, and the projects in which it was reported.</summary>
/// <param name="Diagnostic">As the analyzer reported it in the first of the projects.</param>
/// <param name="Projects">All of them: targets of one project, and projects that share the file.</param>
internal sealed record RawFinding(Diagnostic Diagnostic, ImmutableArray<Project> Projects)
{
    /// <summary>The project whose trees the diagnostic points into.</summary>
    public Project Project => Projects[0];

    public SyntaxTree Tree => Diagnostic.Location.SourceTree!;
}
