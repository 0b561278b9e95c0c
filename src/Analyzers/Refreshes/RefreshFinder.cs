using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Answers the first question, "is it a refresh?", for a whole compilation: every call in it that by itself sends a refresh token. Wrappers of these are found by their callers, in Callers.</summary>
internal sealed class RefreshFinder(AnalysisScope scope)
{
    // Constants, then builders, then builders of builders: what a name leads to is not followed further.
    private const int MaxRounds = 3;

    // So many names that say nothing of a refresh are a vocabulary of their own; following them all would bind the whole compilation.
    private const int MaxFurtherNames = 40;

    // A name in use this often is a common word.
    private const int MaxFurtherMembers = 300;

    // How far below a call its callee may hold the refresh for the call to be a wrapper's.
    private const int MaxWrapperDepth = 3;

    private const int MaxOperations = 4_000;

    public ImmutableArray<RefreshCall> FindAll(CancellationToken cancellationToken)
    {
        if (NeverARefresh.IsTestCode(scope.Compilation))
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var candidates = new CandidateMembers(scope);
        var scan = new MemberScan(scope, new OutgoingCalls(scope));
        var found = ImmutableArray.CreateBuilder<RefreshCall>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MaxRounds; round++)
        {
            var names = candidates.FurtherNames.Where(known.Add).Take(MaxFurtherNames).ToList();
            if (round > 0 && names.Count == 0)
            {
                break;
            }

            var gate = new CandidateTextFilter(names);
            var further = 0;
            foreach (var tree in scope.Compilation.SyntaxTrees)
            {
                foreach (var body in round == 0 ? candidates.In(tree, cancellationToken) : candidates.Naming(names, gate, tree, cancellationToken))
                {
                    if (round > 0 && ++further > MaxFurtherMembers)
                    {
                        break;
                    }

                    var calls = scan.Scan(body, cancellationToken);
                    found.AddRange(calls);
                    if (calls.IsEmpty && scan.BuildsRefresh(body, cancellationToken) && !Vocabulary.SaysRefresh(body.Member.Name))
                    {
                        candidates.FurtherNames.Add(body.Member.Name);
                    }
                }
            }
        }

        return WithoutWrappers(found.ToImmutable(), cancellationToken);
    }

    // A call of a method that itself holds a refresh is a wrapper's call: one race is reported once, at the deepest.
    private ImmutableArray<RefreshCall> WithoutWrappers(ImmutableArray<RefreshCall> found, CancellationToken cancellationToken)
    {
        var holders = new HashSet<ISymbol>(found.Where(call => call.Strength > EvidenceStrength.Weak).Select(call => (ISymbol)call.Body.Member), SymbolEqualityComparer.Default);
        return found.Where(call => call.Kind == EvidenceKind.Declared || Callee(call.Operation) is not { } callee || !Reaches(callee, call.Body.Member, holders, DepthOf(call), cancellationToken)).ToImmutableArray();
    }

    // Where the call itself shows the grant or the endpoint, only a callee that shows them as well takes its place; a request that is merely named is weaker than what lies below.
    private static int DepthOf(RefreshCall call) => call.Kind is EvidenceKind.Grant or EvidenceKind.Endpoint ? 0 : MaxWrapperDepth;

    // A helper that refreshes on its own account, before it sends what it was given, leads back to the caller; that makes the caller no wrapper.
    private bool Reaches(IMethodSymbol method, IMethodSymbol caller, HashSet<ISymbol> holders, int depth, CancellationToken cancellationToken)
    {
        if (SymbolEqualityComparer.Default.Equals(method, caller))
        {
            return false;
        }

        if (holders.Contains(method))
        {
            return true;
        }

        return scope.Implementations.Of(method).Any(implementation => holders.Contains(implementation) || LeadsOn(implementation, caller, holders, depth, cancellationToken));
    }

    private bool LeadsOn(IMethodSymbol method, IMethodSymbol caller, HashSet<ISymbol> holders, int depth, CancellationToken cancellationToken)
    {
        return depth > 0 && scope.Bodies.Of(method, cancellationToken) is { } body
            && body.Root.Descendants().Take(MaxOperations).Any(operation => Callee(operation) is { } callee && !SymbolEqualityComparer.Default.Equals(callee, method) && Reaches(callee, caller, holders, depth - 1, cancellationToken));
    }

    private static IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => (invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod).OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.GetMethod?.OriginalDefinition,
        _ => null,
    };
}
