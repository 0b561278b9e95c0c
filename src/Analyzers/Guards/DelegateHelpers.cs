using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Methods of this compilation that run a delegate which they are handed: under a guard of theirs, they are guards themselves. Each is judged once.</summary>
internal sealed class DelegateHelpers(GuardServices services, DelegateChainJudge judge)
{
    // A helper that hands its delegate to a helper that hands it on: three are enough.
    private const int MaxDepth = 3;

    private readonly ConcurrentDictionary<(IMethodSymbol Method, int Ordinal, bool LooksDeeper, int Depth), GuardVerdict> _known = new(new HelperComparer());

    /// <summary>What guards the delegate in the helper; <see cref="GuardVerdict.None"/> where nothing does or the helper has no body here.</summary>
    /// <param name="looksDeeper">Whether the delegate looks again by itself.</param>
    public GuardVerdict Of(IMethodSymbol method, IParameterSymbol parameter, bool looksDeeper, int depth, CancellationToken cancellationToken)
    {
        var verdicts = new List<GuardVerdict>();
        foreach (var implementation in services.Implementations.Of(method))
        {
            if (parameter.Ordinal < implementation.Parameters.Length && services.Scope.Bodies.Of(implementation, cancellationToken) is { } body && !GuardServices.OnlyThrows(body))
            {
                verdicts.Add(OfOne(implementation, body, parameter.Ordinal, looksDeeper, depth, cancellationToken));
            }
            else if (implementation.MethodKind == MethodKind.Constructor && parameter.Ordinal < implementation.Parameters.Length)
            {
                // A primary constructor has no body: its parameter is used by the members.
                verdicts.Add(GuardVerdict.Worst(UsesOf(implementation.Parameters[parameter.Ordinal], cancellationToken).Select(use => AtUse(use.Use, use.Body, looksDeeper, depth, cancellationToken))));
            }
        }

        return GuardVerdict.Worst(verdicts);
    }

    private GuardVerdict OfOne(IMethodSymbol method, MemberBody body, int ordinal, bool looksDeeper, int depth, CancellationToken cancellationToken)
    {
        // How far it may still be looked is part of the question: what was cut off further up says nothing to who asks from nearer.
        var key = (method, ordinal, looksDeeper, depth);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (depth >= MaxDepth)
        {
            return GuardVerdict.None;
        }

        var parameter = body.Member.Parameters.Length > ordinal ? body.Member.Parameters[ordinal] : method.Parameters[ordinal];
        var verdicts = new List<GuardVerdict>();
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            if (operation is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter) && !IsSelfCall(reference, method))
            {
                verdicts.AddRange(AtReference(reference, body, looksDeeper, depth, cancellationToken));
            }
        }

        // A parameter of the helper is none of the member that hands its delegate over.
        return _known[key] = GuardVerdict.Worst(verdicts) with { Forced = null };
    }

    private IEnumerable<GuardVerdict> AtReference(IOperation reference, MemberBody body, bool looksDeeper, int depth, CancellationToken cancellationToken)
    {
        // A delegate stored by a constructor runs where the members invoke the field.
        if (reference.Parent is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment && StateMembers.SymbolOf(assignment.Target) is { } slot
            || reference.Parent is ICoalesceOperation { Parent: IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } checkedAssignment } && (slot = StateMembers.SymbolOf(checkedAssignment.Target)) is not null)
        {
            return UsesOf(slot!, cancellationToken).Select(use => AtUse(use.Use, use.Body, looksDeeper, depth, cancellationToken));
        }

        return IsRun(reference) ? [AtUse(reference, body, looksDeeper, depth, cancellationToken)] : [];
    }

    /// <summary>The places where a member of the type invokes, or hands on, a delegate that the type keeps.</summary>
    private IEnumerable<(IOperation Use, MemberBody Body)> UsesOf(ISymbol slot, CancellationToken cancellationToken)
    {
        foreach (var use in services.State.Uses(slot, cancellationToken))
        {
            if (IsRun(use) && services.Scope.Bodies.Containing(use.Syntax, cancellationToken) is { } body)
            {
                yield return (use, body);
            }
        }
    }

    private GuardVerdict AtUse(IOperation use, MemberBody body, bool looksDeeper, int depth, CancellationToken cancellationToken)
    {
        var query = new GuardQuery(body, ImmutableArray<IOperation>.Empty, null, looksDeeper);
        var place = Invocation(use);
        return place is not null
            ? judge.At(new DelegateChain(query, ImmutableArray.Create(place)), depth + 1, cancellationToken)
            : judge.AtFunction(new DelegateChain(query, ImmutableArray<IOperation>.Empty), use, depth + 1, cancellationToken);
    }

    private static bool IsRun(IOperation use) => Invocation(use) is not null || Argument(use) is not null;

    private static IOperation? Invocation(IOperation use) => use.Parent switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when call.Instance == use => call,
        IConditionalAccessOperation access when access.Operation == use => access.WhenNotNull.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(),
        _ => null,
    };

    private static IArgumentOperation? Argument(IOperation use)
    {
        var at = use.Parent;
        while (at is IConversionOperation or IDelegateCreationOperation)
        {
            at = at.Parent;
        }

        return at is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: not ("ThrowIfNull" or "NotNull" or "ReferenceEquals" or "Equals") } or IObjectCreationOperation { Type.Name: not ("ArgumentNullException" or "ArgumentException") } } argument ? argument : null;
    }

    private static bool IsSelfCall(IOperation reference, IMethodSymbol method) =>
        Argument(reference)?.Parent is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method);

    private sealed class HelperComparer : IEqualityComparer<(IMethodSymbol Method, int Ordinal, bool LooksDeeper, int Depth)>
    {
        public bool Equals((IMethodSymbol Method, int Ordinal, bool LooksDeeper, int Depth) x, (IMethodSymbol Method, int Ordinal, bool LooksDeeper, int Depth) y) =>
            x.Ordinal == y.Ordinal && x.Depth == y.Depth && x.LooksDeeper == y.LooksDeeper && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, int Ordinal, bool LooksDeeper, int Depth) key) =>
            (((SymbolEqualityComparer.Default.GetHashCode(key.Method) * 31) + key.Ordinal) * 31 + key.Depth) * 2 + (key.LooksDeeper ? 1 : 0);
    }
}
