using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Refreshes;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>All diagnostics of a compilation, computed once when the first block asks and then only looked up. A refresh, its guard and its swallowed failure may stand in three files, so no block can answer alone.</summary>
internal sealed class CompilationFindings(AnalysisScope scope)
{
    private readonly object _gate = new();
    private ImmutableDictionary<SyntaxTree, ImmutableArray<Diagnostic>>? _byTree;

    /// <summary>The diagnostics whose place lies in the span.</summary>
    public IEnumerable<Diagnostic> In(SyntaxTree tree, TextSpan span, CancellationToken cancellationToken) =>
        ByTree(cancellationToken).TryGetValue(tree, out var found) ? found.Where(diagnostic => span.Contains(diagnostic.Location.SourceSpan)) : [];

    private ImmutableDictionary<SyntaxTree, ImmutableArray<Diagnostic>> ByTree(CancellationToken cancellationToken)
    {
        // Not a Lazy: a cancelled computation must be repeated, not remembered.
        lock (_gate)
        {
            return _byTree ??= Compute(cancellationToken)
                .Where(diagnostic => diagnostic.Location.SourceTree is not null)
                .GroupBy(diagnostic => diagnostic.Location.SourceTree!)
                .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
        }
    }

    private ImmutableArray<Diagnostic> Compute(CancellationToken cancellationToken)
    {
        var refreshes = new RaceMerge(scope).Sites(new RefreshFinder(scope).FindAll(cancellationToken), cancellationToken);
        if (refreshes.IsEmpty || MergingLibraries.IsSourceOfOne(scope.Compilation))
        {
            return ImmutableArray<Diagnostic>.Empty;
        }

        var judge = new RefreshJudge(scope);
        return RaceMerge.AtOnePlace(refreshes.GroupBy(refresh => refresh.Body).SelectMany(member => judge.Judge(member.ToImmutableArray(), cancellationToken)));
    }
}
