using System.Collections.Immutable;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Findings;

/// <summary>What is said about a project.</summary>
/// <param name="Name">Without the target.</param>
/// <param name="Path">Of the project file, relative to the root of the scan.</param>
/// <param name="Targets">Its target frameworks where there are several.</param>
/// <param name="State">Whether it was analysed.</param>
/// <param name="Notes">Why not, or what stands in for something.</param>
/// <param name="Unbound">Names that the compiler could not resolve, the most frequent first.</param>
/// <param name="HasPackage">Whether it refers to the package RefreshRace already.</param>
internal sealed record ProjectReport(
    string Name,
    string Path,
    ImmutableArray<string> Targets,
    ProjectState State,
    ImmutableArray<string> Notes,
    ImmutableArray<string> Unbound,
    bool HasPackage);
