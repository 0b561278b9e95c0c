using System.Collections.Immutable;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Answers the first question, "is it a refresh?", for a whole compilation: every call in it that by itself sends a refresh token. Wrappers of these are found by their callers, in Owners.</summary>
internal sealed class RefreshFinder(AnalysisScope scope)
{
    private readonly AnalysisScope _scope = scope;

    public ImmutableArray<RefreshCall> FindAll(CancellationToken cancellationToken) => ImmutableArray<RefreshCall>.Empty;
}
