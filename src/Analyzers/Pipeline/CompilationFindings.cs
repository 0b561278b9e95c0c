using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Refreshes;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The diagnostics of a compilation, file by file. A refresh, its guard and its swallowed failure may stand in three files; so a file asks for the judgement of each refresh
/// whose callers may stand in it. Each is judged once, by whoever asks first, and what was judged when an analysis is cancelled stays judged.
/// </summary>
internal sealed class CompilationFindings(AnalysisScope scope)
{
    private readonly object _finding = new();
    private readonly RefreshFinder _finder = new(scope);
    private readonly Lazy<RefreshJudge> _judge = new(() => new RefreshJudge(scope));

    // Guarded by itself; nothing is computed while it is held.
    private readonly Dictionary<SyntaxTree, List<(int Order, Diagnostic Diagnostic)>> _found = [];
    private readonly HashSet<int> _judged = [];
    private bool _isReachKnown;
    private HashSet<SyntaxTree>? _reached;
    private Dictionary<SyntaxTree, List<NamesakeRefreshes>>? _reaching;
    private ImmutableArray<NamesakeRefreshes> _everywhere;

    /// <summary>Whether there may be any; told by the files' texts.</summary>
    public bool MayExist(CancellationToken cancellationToken) => !scope.Catalogue.IsSourceOfMergingLibrary(scope.Compilation) && _finder.MayFind(cancellationToken);

    /// <summary>The diagnostics of one file.</summary>
    public ImmutableArray<Diagnostic> In(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!MayBeReached(tree, cancellationToken))
        {
            return ImmutableArray<Diagnostic>.Empty;
        }

        foreach (var refreshes in Reaching(tree, cancellationToken).Where(refreshes => !refreshes.IsJudged))
        {
            foreach (var (order, member) in refreshes.Members)
            {
                Judge(order, member, cancellationToken);
            }

            refreshes.IsJudged = true;
        }

        lock (_found)
        {
            return _found.TryGetValue(tree, out var found)
                ? RaceMerge.AtOnePlace(found.OrderBy(pair => pair.Order).Select(pair => pair.Diagnostic))
                : ImmutableArray<Diagnostic>.Empty;
        }
    }

    /// <summary>Whether the text of any candidate leads to a file. Asked before the first member is bound, so that the edit of another file binds none.</summary>
    private bool MayBeReached(SyntaxTree tree, CancellationToken cancellationToken)
    {
        lock (_finding)
        {
            if (!_isReachKnown)
            {
                var (names, trees) = _finder.Speaking(cancellationToken);
                _reached = new CallerFiles(scope).Of(names, cancellationToken);
                _reached?.UnionWith(trees);
                _isReachKnown = true;
            }
        }

        return _reached is null || _reached.Contains(tree);
    }

    // Two threads may judge one member at once; both say the same, and the first is taken.
    private void Judge(int order, ImmutableArray<RefreshCall> member, CancellationToken cancellationToken)
    {
        lock (_found)
        {
            if (_judged.Contains(order))
            {
                return;
            }
        }

        var diagnostics = _judge.Value.Judge(member, cancellationToken);
        lock (_found)
        {
            if (!_judged.Add(order))
            {
                return;
            }

            foreach (var diagnostic in diagnostics.Where(diagnostic => diagnostic.Location.SourceTree is not null))
            {
                var tree = diagnostic.Location.SourceTree!;
                (_found.TryGetValue(tree, out var list) ? list : _found[tree] = []).Add((order, diagnostic));
            }
        }
    }

    private IEnumerable<NamesakeRefreshes> Reaching(SyntaxTree tree, CancellationToken cancellationToken)
    {
        // Which call is a wrapper's is told by the others, so that all are found before the first is judged.
        lock (_finding)
        {
            _reaching ??= FindAll(cancellationToken);
        }

        return _reaching.TryGetValue(tree, out var reaching) ? reaching.Concat(_everywhere) : _everywhere;
    }

    private Dictionary<SyntaxTree, List<NamesakeRefreshes>> FindAll(CancellationToken cancellationToken)
    {
        var members = new RaceMerge(scope).Sites(_finder.FindAll(cancellationToken), cancellationToken)
            .GroupBy(call => call.Body)
            .OrderBy(member => member.Key.Root.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(member => member.Key.Root.Syntax.SpanStart)
            .Select((member, order) => (Order: order, Refreshes: member.ToImmutableArray()));
        var reaching = new Dictionary<SyntaxTree, List<NamesakeRefreshes>>();
        var everywhere = ImmutableArray.CreateBuilder<NamesakeRefreshes>();
        var files = new CallerFiles(scope);
        foreach (var namesakes in members.GroupBy(member => MemberBodies.NameAround(member.Refreshes[0].Body.Root.Syntax), StringComparer.Ordinal))
        {
            var refreshes = new NamesakeRefreshes(namesakes.ToImmutableArray());
            if (files.Of([namesakes.Key], cancellationToken) is not { } reached)
            {
                everywhere.Add(refreshes);
                continue;
            }

            foreach (var tree in reached.Union(namesakes.Select(member => member.Refreshes[0].Body.Root.Syntax.SyntaxTree)))
            {
                (reaching.TryGetValue(tree, out var list) ? list : reaching[tree] = []).Add(refreshes);
            }
        }

        _everywhere = everywhere.ToImmutable();
        return reaching;
    }
}
