using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The one place that decides "one race, one diagnostic". In this order: of calls in one member, a builder or a local function gives way to the send; of a wrapper
/// and what it wraps, the deepest is told; of the tries of one token, the first; of failures at one place, the one whose refresh comes first by file and position.
/// </summary>
internal sealed class RaceMerge(AnalysisScope scope)
{
    // How far below a call its callee may hold the refresh for the call to be a wrapper's.
    private const int MaxWrapperDepth = 3;

    private const int MaxOperations = 4_000;

    /// <summary>The calls that are reported, of all that show evidence of a refresh.</summary>
    public ImmutableArray<RefreshCall> Sites(ImmutableArray<RefreshCall> found, CancellationToken cancellationToken)
    {
        var sends = found.GroupBy(call => call.Body).SelectMany(calls => WithoutBuilders(calls.ToImmutableArray())).ToImmutableArray();
        var holders = new HashSet<ISymbol>(sends.Where(call => call.Strength > EvidenceStrength.Weak).Select(call => (ISymbol)call.Body.Member), SymbolEqualityComparer.Default);
        return sends.Where(call => call.Kind == EvidenceKind.Declared || Callee(call.Operation) is not { } callee
            || !Reaches(callee, call.Body.Member, holders, DepthOf(call), cancellationToken)).ToImmutableArray();
    }

    /// <summary>The same token is presented again further on, in another form or after a challenge.</summary>
    public static bool IsAnotherTry(RefreshCall earlier, RefreshCall later) =>
        SymbolEqualityComparer.Default.Equals(earlier.Body.Member, later.Body.Member)
        && !earlier.Tokens.IsEmpty && earlier.Tokens.Length == later.Tokens.Length
        && earlier.Tokens.Zip(later.Tokens, AreOneToken).All(same => same)
        && StatementOrder.MayFollow(earlier.Operation, later.Operation);

    /// <summary>One diagnostic of a rule at one place.</summary>
    /// <param name="diagnostics">In the order of their refreshes.</param>
    public static ImmutableArray<Diagnostic> AtOnePlace(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.GroupBy(diagnostic => (diagnostic.Id, diagnostic.Location.SourceTree, diagnostic.Location.SourceSpan)).Select(group => group.First()).ToImmutableArray();

    /// <summary>The frames of one refresh that are asked about its failure: each call once.</summary>
    public static IEnumerable<CallFrame> EachCall(IEnumerable<CallFrame> frames) => frames.GroupBy(frame => frame.Call).Select(group => group.First());

    private static bool AreOneToken(IOperation first, IOperation second) =>
        StateMembers.SymbolOf(first) is { } token && SymbolEqualityComparer.Default.Equals(token, StateMembers.SymbolOf(second));

    // A builder whose name sounds like sending is no send where its result is sent on (a token that its own answer rotates leads back to the call itself);
    // a call of a local function is none where the send inside is one.
    private static IEnumerable<RefreshCall> WithoutBuilders(ImmutableArray<RefreshCall> calls)
    {
        if (calls.Length == 1)
        {
            return calls;
        }

        // How many of the others each call's payload goes through: one look-up per call instead of one per pair.
        var passed = new Dictionary<IOperation, int>();
        var functions = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in calls)
        {
            foreach (var builder in call.Through)
            {
                passed[builder] = (passed.TryGetValue(builder, out var count) ? count : 0) + 1;
            }

            if (call.Operation.EnclosingFunction()?.OriginalDefinition is { } function)
            {
                functions.Add(function);
            }
        }

        return calls.Where(call => !IsPassed(call) && !(LocalFunction(call.Operation) is { } called && functions.Contains(called)));

        bool IsPassed(RefreshCall call) => passed.TryGetValue(call.Operation, out var count) && count > (call.Through.Contains(call.Operation) ? 1 : 0);
    }

    private static ISymbol? LocalFunction(IOperation call) =>
        call is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } method } ? method.OriginalDefinition : null;

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

        return scope.Implementations.Of(method).Any(implementation =>
            holders.Contains(implementation) || LeadsOn(implementation, caller, holders, depth, cancellationToken));
    }

    private bool LeadsOn(IMethodSymbol method, IMethodSymbol caller, HashSet<ISymbol> holders, int depth, CancellationToken cancellationToken) =>
        depth > 0 && scope.Bodies.Of(method, cancellationToken) is { } body
        && body.Operations.Take(MaxOperations).Any(operation => Callee(operation) is { } callee
            && !SymbolEqualityComparer.Default.Equals(callee, method) && Reaches(callee, caller, holders, depth - 1, cancellationToken));

    private static IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => (invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod).OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.GetMethod?.OriginalDefinition,
        _ => null,
    };
}
