using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// Flags that are raised and lowered again before their lock is released. Nobody but the holder of the lock ever sees such a flag raised:
/// whoever waits for the lock finds it lowered and refreshes once more, so that testing it under the lock guards nothing.
/// </summary>
internal sealed class HolderOnlyFlags(GuardServices services)
{
    private readonly ConcurrentDictionary<ISymbol, HashSet<string>> _locks = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a condition tests such a flag under its own lock.</summary>
    public bool IsTestOf(IOperation condition, MemberBody body, CancellationToken cancellationToken)
    {
        var (core, _) = AcquireTests.Core(condition, null);
        if (core is not IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Boolean }
            || StateMembers.SymbolOf(core) is not { } flag)
        {
            return false;
        }

        var locks = LocksOf(flag, cancellationToken);
        return locks.Count > 0 && services.EnclosingLocks.At(core, body, cancellationToken).Held.Any(guard => locks.Contains(guard.Name));
    }

    private HashSet<string> LocksOf(ISymbol flag, CancellationToken cancellationToken) =>
        _locks.TryGetValue(flag, out var known) ? known : _locks.GetOrAdd(flag, FindLocks(flag, cancellationToken));

    /// <summary>
    /// The locks within which the flag is lowered wherever it is raised; none where it is raised without one, or where others can write it.
    /// </summary>
    private HashSet<string> FindLocks(ISymbol flag, CancellationToken cancellationToken)
    {
        if (CanBeWrittenElsewhere(flag))
        {
            return [];
        }

        var uses = services.State.Uses(flag, cancellationToken);
        if (uses.Any(use => use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }))
        {
            return [];
        }

        var writes = uses
            .Where(use => use.Parent is ISimpleAssignmentOperation write && write.Target == use)
            .Select(use => (ISimpleAssignmentOperation)use.Parent!)
            .ToLookup(write => InFlightFlags.IsLowered(write.Value));
        HashSet<string>? common = null;
        foreach (var raise in writes[false])
        {
            var around = LocksAround(raise, writes[true], cancellationToken);
            common = common is null ? [.. around] : [.. common.Intersect(around)];
        }

        return common ?? [];
    }

    // The locks that are held where the flag is raised, and still where the same member lowers it.
    private IEnumerable<string> LocksAround(
        ISimpleAssignmentOperation raise, IEnumerable<ISimpleAssignmentOperation> lowerings, CancellationToken cancellationToken)
    {
        if (services.Scope.Bodies.Containing(raise.Syntax, cancellationToken) is not { } body)
        {
            return [];
        }

        var after = lowerings
            .Where(write => write.Syntax.SyntaxTree == raise.Syntax.SyntaxTree && body.Root.Syntax.Span.Contains(write.Syntax.Span))
            .Where(write => write.Syntax.SpanStart > raise.Syntax.SpanStart)
            .ToList();
        return services.EnclosingLocks.At(raise, body, cancellationToken).Held
            .Where(guard => after.Any(lowering => IsWithin(lowering, guard, body, cancellationToken)))
            .Select(guard => guard.Name);
    }

    private bool IsWithin(IOperation lowering, HeldGuard guard, MemberBody body, CancellationToken cancellationToken)
    {
        if (guard.Step is not { } step)
        {
            return services.EnclosingLocks.At(lowering, body, cancellationToken).Held
                .Any(other => other.Acquire.Syntax == guard.Acquire.Syntax);
        }

        // In a finally block the lock counts as held only if it was taken before the try; that its release follows is enough here.
        var releases = services.EnclosingLocks.HeldIn(FunctionFlow.FunctionAround(lowering), body, cancellationToken)?.Steps
            .Where(other => other.Kind == LockStepKind.Release && other.Key == step.Key).Select(other => other.Operation).ToList() ?? [];
        var (taken, lowered) = (guard.Acquire.Syntax.SpanStart, lowering.Syntax.SpanStart);
        return releases.Any(release => release.Syntax.SpanStart > lowered)
            && !releases.Any(release => release.Syntax.SpanStart > taken && release.Syntax.SpanStart < lowered && !LeavesAfter(release));
    }

    // if (…) { _lock.Release(); return false; }
    private static bool LeavesAfter(IOperation release)
    {
        var at = release.Parent;
        while (at is not null and not IBlockOperation)
        {
            at = at.Parent;
        }

        return at is not null && at.Parent is IConditionalOperation && StatementOrder.LeavesFunction(at);
    }

    private static bool CanBeWrittenElsewhere(ISymbol flag) => flag switch
    {
        IPropertySymbol { DeclaredAccessibility: not Accessibility.Private } property =>
            property.SetMethod is { DeclaredAccessibility: not Accessibility.Private },
        IPropertySymbol => false,
        _ => flag.DeclaredAccessibility != Accessibility.Private,
    };
}
