using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>RR0014: a lock that is taken and released by calls, where a path leaks the permit, or gives back one that was never taken.</summary>
internal sealed class ReleaseFlaws(GuardServices services)
{
    /// <summary>What is wrong with the release, as the end of the sentence "The guard …"; null where nothing is.</summary>
    public string? Of(HeldGuard guard, IOperation place, MemberBody body, CancellationToken cancellationToken)
    {
        // What a helper of the same type takes for its caller is that helper's business to describe.
        if (guard.Step is not { IsByHelper: false } acquire)
        {
            return null;
        }

        var function = FunctionFlow.FunctionAround(acquire.Operation);
        if (services.EnclosingLocks.HeldIn(function, body, cancellationToken) is not { } locks || services.Flows.Of(function, body) is not { } flow)
        {
            return null;
        }

        if (acquire.IsConditional && !IsResultUsed(acquire, body))
        {
            return "is entered even when its wait has timed out: the result of the wait is ignored";
        }

        var releases = locks.Steps.Where(step => step.Kind == LockStepKind.Release && step.Key == acquire.Key).ToList();
        if (releases.Count == 0)
        {
            return HandedOver(acquire, place, body, cancellationToken);
        }

        var covering = CoveringTry(place, function, releases);
        if (covering is null && !IsSwallowedBefore(place, function, releases))
        {
            return "is not released when the refresh throws: no 'finally' gives it back";
        }

        return covering is not null && GivesBackUntaken(acquire, covering, releases) ? "is given back even when its wait was cancelled or timed out, and so was never taken"
            : Leaks(flow, acquire, releases) ? "is not released on every path: a return or throw stands between the wait and the release"
            : null;
    }

    /// <summary>Whether somebody looks at what a try-enter returned.</summary>
    private static bool IsResultUsed(LockStep acquire, MemberBody body)
    {
        if (AcquireTests.ReceiverOf(acquire, body) is { } local)
        {
            return body.Root.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && reference.Parent is not IAssignmentOperation { Target: ILocalReferenceOperation }
                && reference.Parent is not IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out });
        }

        for (var at = acquire.Operation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IExpressionStatementOperation:
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return false;
                case IBlockOperation or IConditionalOperation or ILoopOperation or IReturnOperation or IBinaryOperation or IUnaryOperation or IIsPatternOperation or ISwitchOperation or IAssignmentOperation or IArgumentOperation:
                    return true;
            }
        }

        return true;
    }

    // A permit that leaves inside the returned object is released by its disposal; until it is returned, a failure must give it back.
    private string? HandedOver(LockStep acquire, IOperation place, MemberBody body, CancellationToken cancellationToken)
    {
        if (StateMembers.SymbolOf(acquire.Lock) is not { } symbol)
        {
            return null;
        }

        var isHandedOver = body.Root.DescendantsAndSelf().Any(operation =>
            operation is IReturnOperation { ReturnedValue: { } value }
            && value.DescendantsAndSelf().Any(part => part is IArgumentOperation argument && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(argument.Value), symbol)));
        if (isHandedOver)
        {
            return "is not released when the refresh throws: only the disposal of the returned object gives it back";
        }

        if (symbol is not (IFieldSymbol or IPropertySymbol))
        {
            return symbol is ILocalSymbol && !IsPassedOn(symbol, acquire, body) ? "is never released" : null;
        }

        var isReleasedElsewhere = services.State.Uses(symbol, cancellationToken).Any(use => use.Parent is IInvocationOperation call && call.Instance == use && LockSteps.Of(call) is { Kind: LockStepKind.Release }
            || use.Parent is IArgumentOperation);
        return isReleasedElsewhere || symbol.DeclaredAccessibility != Accessibility.Private ? null : "is never released";
    }

    private static bool IsPassedOn(ISymbol local, LockStep acquire, MemberBody body) =>
        body.Root.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Local, local)
            && reference.Parent != acquire.Operation
            && reference.Parent is not (IAssignmentOperation or IVariableInitializerOperation));

    /// <summary>The try statement around the refresh whose <c>finally</c>, or a <c>catch</c> of it, releases.</summary>
    private static ITryOperation? CoveringTry(IOperation place, IOperation? function, List<LockStep> releases)
    {
        for (var (at, parent) = (place, place.Parent); parent is not null && at != function; (at, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation statement
                && (statement.Finally is { } last && last != at && releases.Any(release => last.Contains(release.Operation))
                    || statement.Body == at && statement.Catches.Any(clause => releases.Any(release => clause.Contains(release.Operation)))))
            {
                return statement;
            }

            if (parent is IUsingOperation or IBlockOperation && parent.ChildOperations.TakeWhile(child => child != at).Any(child => child is IUsingDeclarationOperation or IVariableDeclarationGroupOperation && releases.Any(release => child.Contains(release.Operation))))
            {
                return releases[0].Operation.Parent as ITryOperation;
            }
        }

        return null;
    }

    // try { refresh } catch { log } release: nothing escapes, so the release is reached.
    private static bool IsSwallowedBefore(IOperation place, IOperation? function, List<LockStep> releases)
    {
        for (var (at, parent) = (place, place.Parent); parent is not null && at != function; (at, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation statement && statement.Body == at
                && statement.Catches.Any(clause => clause.Filter is null && clause.ExceptionType is null or { Name: "Exception" or "Object" } && !clause.Handler.DescendantsAndSelf().Any(operation => operation is IThrowOperation))
                && releases.Any(release => release.Operation.Syntax.SpanStart > statement.Syntax.Span.End))
            {
                return true;
            }
        }

        // The release runs in the very call: a helper that gives back what its caller took.
        return releases.Any(release => release.Operation == place || release.Operation.Contains(place)) || releases.All(release => FunctionFlow.FunctionAround(release.Operation) != function);
    }

    private static bool GivesBackUntaken(LockStep acquire, ITryOperation covering, List<LockStep> releases)
    {
        if (covering.Finally is not { } last)
        {
            return false;
        }

        var isUnconditional = releases.Any(release => last.Contains(release.Operation) && !IsUnderCondition(release.Operation, last));
        return isUnconditional && (covering.Body.Contains(acquire.Operation) ? acquire.CanThrow : acquire.IsConditional && !IsReachedOnlyWhenTaken(acquire, covering));
    }

    private static bool IsUnderCondition(IOperation release, IOperation until)
    {
        for (var at = release.Parent; at is not null && at != until; at = at.Parent)
        {
            if (at is IConditionalOperation or IConditionalAccessOperation or ISwitchOperation)
            {
                return true;
            }
        }

        return false;
    }

    // if (wait) { try … } and if (!wait) return; try … both enter the try with the permit.
    private static bool IsReachedOnlyWhenTaken(LockStep acquire, ITryOperation covering)
    {
        for (var at = covering.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            if (at is IConditionalOperation)
            {
                return true;
            }
        }

        return covering.Parent?.ChildOperations.TakeWhile(sibling => sibling != covering).Any(sibling =>
            sibling is IConditionalOperation test && sibling.Syntax.Span.End > acquire.Operation.Syntax.SpanStart
            && test.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation or IAssignmentOperation or IInvocationOperation)) ?? false;
    }

    /// <summary>Whether the function can end after the acquire without a release: by a return or throw in its own code.</summary>
    private static bool Leaks(FunctionFlow flow, LockStep acquire, List<LockStep> releases)
    {
        if (flow.Find(acquire.Operation) is not { } start || (acquire.IsConditional ? TakenAt(flow, acquire) : start.Block) is not { } first)
        {
            return false;
        }

        var releasing = new HashSet<int>(releases.Select(release => flow.Find(release.Operation)).Where(position => position is not null).Select(position => position!.Value.Block));
        if (releases.Any(release => flow.Find(release.Operation) is { } position && position.Block == start.Block && position.Index > start.Index))
        {
            return false;
        }

        var seen = new HashSet<int>();
        var pending = new Stack<int>();
        pending.Push(first);
        while (pending.Count > 0)
        {
            var block = flow.Graph.Blocks[pending.Pop()];
            if (block.Ordinal != start.Block && releasing.Contains(block.Ordinal))
            {
                continue;
            }

            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch is null || branch.FinallyRegions.Any(region => releasing.Any(ordinal => ordinal >= region.FirstBlockOrdinal && ordinal <= region.LastBlockOrdinal)))
                {
                    continue;
                }

                if (branch.Destination is not { } next)
                {
                    // A throw that a handler of this function catches goes on there; one that leaves it leaks.
                    if (branch.Semantics == ControlFlowBranchSemantics.Throw && !IsCaught(block, releasing))
                    {
                        return true;
                    }

                    continue;
                }

                if (next.Kind == BasicBlockKind.Exit)
                {
                    return true;
                }

                if (seen.Add(next.Ordinal))
                {
                    pending.Push(next.Ordinal);
                }
            }
        }

        return false;
    }

    /// <summary>Where a try-enter that took its lock goes on; null where its result is not tested just once, so that what follows may not hold it.</summary>
    private static int? TakenAt(FunctionFlow flow, LockStep acquire)
    {
        int? taken = null;
        foreach (var block in flow.Graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { } value)
            {
                continue;
            }

            var (tested, negated) = AcquireTests.Core(value, flow);
            if (!AcquireTests.IsResultOf(tested, acquire, flow))
            {
                continue;
            }

            var whenTaken = (block.ConditionKind == ControlFlowConditionKind.WhenTrue) != negated ? block.ConditionalSuccessor : block.FallThroughSuccessor;
            if (taken is not null || whenTaken?.Destination is not { Kind: not BasicBlockKind.Exit } next)
            {
                return null;
            }

            taken = next.Ordinal;
        }

        return taken;
    }

    private static bool IsCaught(BasicBlock block, HashSet<int> releasing)
    {
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } around }
                && (around.Kind == ControlFlowRegionKind.TryAndCatch || releasing.Any(ordinal => ordinal > region.LastBlockOrdinal && ordinal <= around.LastBlockOrdinal)))
            {
                return true;
            }
        }

        return false;
    }
}
