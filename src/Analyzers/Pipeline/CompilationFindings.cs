using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Refreshes;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The diagnostics of a compilation, file by file. A refresh, its guard and its swallowed failure may stand in three files; so a file asks for the judgement of each refresh
/// whose callers may stand in it. Each is judged once, by whoever asks first, and what was judged when an analysis is cancelled stays judged.
/// </summary>
internal sealed class CompilationFindings(AnalysisScope scope)
{
    private readonly object _gate = new();
    private readonly RefreshFinder _finder = new(scope);
    private readonly CallerFiles _files = new(scope);
    private readonly Lazy<RefreshJudge> _judge = new(() => new RefreshJudge(scope));
    private readonly ConcurrentDictionary<MemberBody, ImmutableArray<Diagnostic>> _judged = new();
    private ImmutableArray<ImmutableArray<RefreshCall>> _members;

    /// <summary>Whether there may be any; told by the files' texts.</summary>
    public bool MayExist(CancellationToken cancellationToken) => !MergingLibraries.IsSourceOfOne(scope.Compilation) && _finder.MayFind(cancellationToken);

    /// <summary>The diagnostics of one file.</summary>
    public ImmutableArray<Diagnostic> In(SyntaxTree tree, CancellationToken cancellationToken) => RaceMerge.AtOnePlace(
        Members(cancellationToken)
            .Where(member => _files.MayReach(member[0].Body, tree, cancellationToken))
            .SelectMany(member => Judge(member, cancellationToken))
            .Where(diagnostic => diagnostic.Location.SourceTree == tree));

    // Two threads may judge one member at once; both say the same.
    private ImmutableArray<Diagnostic> Judge(ImmutableArray<RefreshCall> member, CancellationToken cancellationToken) =>
        _judged.TryGetValue(member[0].Body, out var known) ? known : _judged.GetOrAdd(member[0].Body, _judge.Value.Judge(member, cancellationToken));

    /// <summary>The refreshes of the compilation, member by member, in the order of files and positions.</summary>
    private ImmutableArray<ImmutableArray<RefreshCall>> Members(CancellationToken cancellationToken)
    {
        // Which call is a wrapper's is told by the others, so that all are found before the first is judged.
        lock (_gate)
        {
            if (_members.IsDefault)
            {
                _members = new RaceMerge(scope).Sites(_finder.FindAll(cancellationToken), cancellationToken)
                    .GroupBy(call => call.Body)
                    .OrderBy(member => member.Key.Root.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                    .ThenBy(member => member.Key.Root.Syntax.SpanStart)
                    .Select(member => member.ToImmutableArray())
                    .ToImmutableArray();
            }

            return _members;
        }
    }
}
