namespace RefreshRace.Tool.Findings;

/// <summary>What git says about the scanned folder.</summary>
/// <param name="Root">The top folder.</param>
/// <param name="Commit">The commit that is checked out; null before the first.</param>
/// <param name="Branch">The branch; null where none is checked out.</param>
/// <param name="Url">The address of the remote <c>origin</c> without credentials; null where there is none.</param>
internal sealed record RepositoryFacts(string Root, string? Commit, string? Branch, string? Url);
