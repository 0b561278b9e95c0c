using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Answers the first question, "is it a refresh?", for a whole compilation: every call in it that by itself sends a refresh token. Wrappers of these are found by their callers, in Owners.</summary>
internal sealed class RefreshFinder(AnalysisScope scope)
{
    public ImmutableArray<RefreshCall> FindAll(CancellationToken cancellationToken)
    {
        if (NeverARefresh.IsTestCode(scope.Compilation))
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var candidates = new CandidateMembers(scope);
        var outgoing = new OutgoingCalls(scope);
        var scan = new MemberScan(scope, outgoing);
        var found = ImmutableArray.CreateBuilder<RefreshCall>();
        foreach (var tree in scope.Compilation.SyntaxTrees)
        {
            foreach (var body in candidates.In(tree, cancellationToken))
            {
                found.AddRange(scan.Scan(body, cancellationToken));
            }
        }

        return WithoutCallersOf(found.ToImmutable());
    }

    // A call of a method that itself holds a refresh is a wrapper's call: one race is reported once, at the deepest.
    private static ImmutableArray<RefreshCall> WithoutCallersOf(ImmutableArray<RefreshCall> found)
    {
        var holders = new HashSet<ISymbol>(found.Select(call => (ISymbol)call.Body.Member), SymbolEqualityComparer.Default);
        return found.Where(call => call.Operation is not Microsoft.CodeAnalysis.Operations.IInvocationOperation invocation || !holders.Contains(invocation.TargetMethod.OriginalDefinition) || SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.OriginalDefinition, call.Body.Member)).ToImmutableArray();
    }
}
