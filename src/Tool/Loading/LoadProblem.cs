namespace RefreshRace.Tool.Loading;

/// <summary>Why a project, or a part of one, could not be loaded.</summary>
/// <param name="Project">The full path of the project file; empty where the whole solution is concerned.</param>
/// <param name="Reason">What MSBuild says, on one line.</param>
internal sealed record LoadProblem(string Project, string Reason);
