using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Callers;
using RefreshRace.Analyzers.Failures;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Guards;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Refreshes;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>All diagnostics of a compilation, computed once when the first block asks and then only looked up. A refresh, its guard and its swallowed failure may stand in three files, so no block can answer alone.</summary>
internal sealed class CompilationFindings(AnalysisScope scope)
{
    // How far above the refresh a catch still says something about the refresh rather than about everything else that its try holds;
    // further up it does where the called member is still named for the refresh.
    private const int MaxFailureDepth = 3;
    private const int MaxNamedFailureDepth = 5;

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

    private static bool IsAboutRefresh(CallFrame frame) => frame.Depth <= MaxFailureDepth || (frame.Depth <= MaxNamedFailureDepth && CallSubjects.Of(frame) == CallSubject.Refresh);

    // The same token is presented again further on, in another form or after a challenge: one race, which is told at the first.
    private static bool IsAnotherTry(RefreshCall earlier, RefreshCall later) =>
        SymbolEqualityComparer.Default.Equals(earlier.Body.Member, later.Body.Member)
        && !earlier.Tokens.IsEmpty && earlier.Tokens.Length == later.Tokens.Length
        && earlier.Tokens.Zip(later.Tokens, (first, second) => StateMembers.SymbolOf(first) is { } token && SymbolEqualityComparer.Default.Equals(token, StateMembers.SymbolOf(second))).All(same => same)
        && StatementOrder.MayFollow(earlier.Operation, later.Operation);

    private IEnumerable<Diagnostic> Compute(CancellationToken cancellationToken)
    {
        var refreshes = new RefreshFinder(scope).FindAll(cancellationToken);
        if (refreshes.IsEmpty || scope.Catalogue.IsSourceOfMergingLibrary(scope.Compilation))
        {
            return [];
        }

        var lifetimes = new InstanceLifetimes(scope);
        var guards = new GuardJudge(scope, lifetimes);
        var callers = new CallerIndex(scope);
        var failures = new FailureJudge(scope, callers);
        var walk = new CallerWalk(
            scope,
            callers,
            new EntryPoints(scope, lifetimes),
            (frame, token) => guards.Judge(frame.Body, frame.Call, frame.Tokens, frame.Callee, token));
        var races = new List<(RefreshCall Refresh, GuardFlaw Flaw)>();
        var diagnostics = new Dictionary<(string Id, SyntaxTree Tree, TextSpan Span), Diagnostic>();
        foreach (var refresh in refreshes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tree = refresh.Operation.Syntax.SyntaxTree;
            if (scope.Options.ExcludedSymbols(tree).Contains(refresh.Body.Member))
            {
                continue;
            }

            var (paths, frames) = walk.Walk(refresh, cancellationToken);
            if (!scope.Options.SingleCaller(tree) && RaceVerdict.Of(paths) is { } race && !races.Any(earlier => IsAnotherTry(earlier.Refresh, refresh) && earlier.Flaw == race.Flaw.Flaw))
            {
                races.Add((refresh, race.Flaw.Flaw));
                Add(DiagnosticFactory.Race(refresh, race, scope, lifetimes));
            }

            if (refresh.Strength != EvidenceStrength.Weak)
            {
                foreach (var frame in frames.Where(IsAboutRefresh).GroupBy(frame => frame.Call).Select(group => group.First()))
                {
                    foreach (var failure in failures.Judge(frame, cancellationToken))
                    {
                        Add(DiagnosticFactory.Failure(refresh, frame, failure));
                    }
                }
            }
        }

        return diagnostics.Values;

        void Add(Diagnostic diagnostic)
        {
            // Several refreshes can lead to one catch; the first one found speaks for all.
            var key = (diagnostic.Id, diagnostic.Location.SourceTree!, diagnostic.Location.SourceSpan);
            if (!diagnostics.ContainsKey(key))
            {
                diagnostics.Add(key, diagnostic);
            }
        }
    }
}
