using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Judges a lock that is held around a refresh: is it released, is it wide enough, does anyone look again under it, and is the token read under it?</summary>
internal sealed class LockJudge(GuardServices services)
{
    // How many uses of a method's name are read to learn whether anyone forces it.
    private const int MaxNames = 200;

    private readonly ReleaseFlaws _releases = new(services);

    /// <summary>The verdict, or null where the lock is not held while the refresh runs because nobody waits for the refresh under it.</summary>
    /// <param name="outermost">The lock held there that was taken first: what is read after it is read under all of them.</param>
    public GuardVerdict? Of(HeldGuard guard, HeldGuard outermost, DelegateChain chain, CancellationToken cancellationToken)
    {
        var place = chain.Place;
        switch (TaskUses.Of(place, chain.Body))
        {
            // A task that is kept is a shared task, judged as such.
            case TaskUse.Stored or TaskUse.Dropped:
                return null;
            case TaskUse.Returned when IsReleasedAtReturn(guard, chain, cancellationToken):
                return GuardVerdict.Flawed(GuardFlaw.NotReleased, guard.Acquire, "is released before the refresh has ended: its task is returned, not awaited");
        }

        if (guard.Step is not null && guard.IsThreadAffine && IsAwaited(place))
        {
            return GuardVerdict.Flawed(GuardFlaw.NotReleased, guard.Acquire, "belongs to a thread and cannot be held across an 'await'");
        }

        if (_releases.Of(guard, place, chain.Body, cancellationToken) is { } leak)
        {
            return GuardVerdict.Flawed(GuardFlaw.NotReleased, guard.Acquire, leak);
        }

        if (services.GuardLifetime.Of(guard.Lock, chain.Body, chain.Query, cancellationToken) is { } type)
        {
            return GuardVerdict.Flawed(GuardFlaw.TooNarrow, guard.Acquire, type);
        }

        var segments = GuardedSegment.Chain(chain.Body, chain.Places, outermost.Acquire, chain.Query.Callee);
        var look = services.Rechecks.Along(segments, cancellationToken);
        if (StaleTokens.Find(chain, segments, cancellationToken) is { } token && !StaleTokens.IsCompared(token, look, chain.Body))
        {
            return GuardVerdict.Flawed(GuardFlaw.TokenReadBeforeGuard, guard.Acquire, token.Name);
        }

        if (!guard.Waits || chain.Query.LooksDeeper)
        {
            return GuardVerdict.Held(guard.Acquire, guard.Name);
        }

        if (look.ForcedBy is { } force)
        {
            return IsForcedBySomeone(chain.Body.Member, force, cancellationToken)
                ? GuardVerdict.Flawed(GuardFlaw.NoRecheck, guard.Acquire, guard.Name) with { Forced = new ForcedGuard(force, guard.Acquire) }
                : GuardVerdict.Held(guard.Acquire, guard.Name);
        }

        return look.Found ? GuardVerdict.Held(guard.Acquire, guard.Name) : GuardVerdict.Flawed(GuardFlaw.NoRecheck, guard.Acquire, guard.Name);
    }

    // A lock that the function itself gives up when it returns: a lock statement, a using, a finally.
    private bool IsReleasedAtReturn(HeldGuard guard, DelegateChain chain, CancellationToken cancellationToken)
    {
        if (guard.Step is not { } step)
        {
            return true;
        }

        var function = FunctionFlow.FunctionAround(chain.Place);
        return services.EnclosingLocks.HeldIn(function, chain.Body, cancellationToken)?.Steps.Any(other => other.Kind == LockStepKind.Release && other.Key == step.Key) ?? false;
    }

    private static bool IsAwaited(IOperation place) => TaskUses.TaskExpression(place).Parent is IAwaitOperation;

    /// <summary>Whether a caller in this compilation passes the value that jumps over the second look, or one that is computed.</summary>
    private bool IsForcedBySomeone(IMethodSymbol member, RecheckOverride force, CancellationToken cancellationToken)
    {
        foreach (var name in services.Scope.Texts.Names(member.Name, MaxNames, cancellationToken) ?? [])
        {
            if (services.Scope.Bodies.Model(name.SyntaxTree) is { } model
                && name.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax>() is { } syntax
                && model.GetOperation(syntax, cancellationToken) is IInvocationOperation call
                && IsCallOf(call.TargetMethod, member)
                && !force.IsDeclinedBy(call))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCallOf(IMethodSymbol called, IMethodSymbol member) =>
        called.Name == member.Name && called.Parameters.Length == member.Parameters.Length
        && (SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, member.OriginalDefinition) || called.ContainingType.TypeKind == TypeKind.Interface || called.IsVirtual || called.IsAbstract);
}
