using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Finds the second look: a branch under the guard that can skip the refresh, on state that a refresh changes.</summary>
internal sealed class RecheckFinder(GuardServices services)
{
    private readonly ConcurrentDictionary<FunctionFlow, Reachability> _reachability = new();

    /// <summary>Looks through all stretches from the guard down to the refresh.</summary>
    public Recheck Along(ImmutableArray<GuardedSegment> segments, CancellationToken cancellationToken)
    {
        var forced = Recheck.None;
        for (var index = 0; index < segments.Length; index++)
        {
            var look = In(segments, index, cancellationToken);
            if (look.ForcedBy is { } parameter)
            {
                var isForced = IsForced(segments, index, parameter, cancellationToken);
                if (isForced is null)
                {
                    forced = look;
                    continue;
                }

                look = isForced.Value ? Recheck.None : look with { ForcedBy = null };
            }

            if (look.Found)
            {
                return look;
            }
        }

        return forced;
    }

    /// <summary>The branches of one function that skip an operation of it, with the condition on each and whether the skip happens when it is true.</summary>
    public IEnumerable<(BasicBlock Block, IOperation Condition, bool SkipsWhenTrue)> Skips(FunctionFlow flow, FlowPosition? from, FlowPosition target)
    {
        var reachability = _reachability.GetOrAdd(flow, key => new Reachability(key.Graph));
        foreach (var block in flow.Graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is null
                || block is not { FallThroughSuccessor.Destination: { } otherwise, ConditionalSuccessor.Destination: { } chosen }
                || block.Ordinal == target.Block
                || from is { } start && !reachability.Reaches(start.Block, block.Ordinal, static _ => false))
            {
                continue;
            }

            bool IsThis(int ordinal) => ordinal == block.Ordinal;
            bool IsThisOrTarget(int ordinal) => ordinal == block.Ordinal || ordinal == target.Block;
            var viaChosen = reachability.Reaches(chosen.Ordinal, target.Block, IsThis);
            var viaOtherwise = reachability.Reaches(otherwise.Ordinal, target.Block, IsThis);
            if (viaChosen == viaOtherwise || OriginalCondition(block, flow) is not { } condition)
            {
                continue;
            }

            // A way that ends in a throw is a complaint, not the news that somebody else has refreshed.
            var skip = viaChosen ? otherwise : chosen;
            if (reachability.Ends(skip.Ordinal, IsThisOrTarget))
            {
                var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
                yield return (block, condition, viaChosen ? !whenTrue : whenTrue);
            }
        }
    }

    private Recheck In(ImmutableArray<GuardedSegment> segments, int index, CancellationToken cancellationToken)
    {
        var segment = segments[index];
        if (services.Flows.Of(segment.Function, segment.Body) is not { } flow || flow.Find(segment.Target) is not { } target)
        {
            return Recheck.None;
        }

        var from = segment.From is { } acquire && FunctionFlow.FunctionAround(acquire) == segment.Function ? flow.Find(acquire is ILockOperation statement ? statement.LockedValue : acquire) : null;
        var readOrder = new ReadOrder(segments, cancellationToken);
        var looks = new List<(BasicBlock Block, IOperation Condition)>();
        foreach (var (block, condition, skipsWhenTrue) in Skips(flow, from, target))
        {
            if (segment.IsInside(condition) && readOrder.Of(condition, index) == ReadTime.Under
                && SaysSomethingNew(condition, skipsWhenTrue, segment.Body) && !ComparesWithItself(condition, segment)
                && !services.HolderOnlyFlags.IsTestOf(condition, segment.Body, cancellationToken))
            {
                looks.Add((block, condition));
            }
        }

        return looks.Count == 0 ? Recheck.None
            : new Recheck(true, ForcedPast(flow, segment, from, target, looks.Select(look => look.Block.Ordinal).ToList()), looks.Select(look => look.Condition).ToImmutableArray());
    }

    /// <summary>The parameter of <c>if (force || expired)</c>: a flag whose one value leads to the refresh without any of the looks.</summary>
    private RecheckOverride? ForcedPast(FunctionFlow flow, GuardedSegment segment, FlowPosition? from, FlowPosition target, List<int> looks)
    {
        var reachability = _reachability.GetOrAdd(flow, key => new Reachability(key.Graph));
        foreach (var block in flow.Graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || block is not { BranchValue: { } value, FallThroughSuccessor.Destination: { } otherwise, ConditionalSuccessor.Destination: { } chosen }
                || AcquireTests.Core(value, flow) is not { Core: IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } parameter }, Negated: var negated }
                || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, segment.Body.Member)
                || from is { } start && !reachability.Reaches(start.Block, block.Ordinal, static _ => false))
            {
                continue;
            }

            var chosenPasses = reachability.Reaches(chosen.Ordinal, target.Block, looks.Contains);
            var otherwisePasses = reachability.Reaches(otherwise.Ordinal, target.Block, looks.Contains);
            if (chosenPasses != otherwisePasses && looks.Any(look => reachability.Reaches((chosenPasses ? otherwise : chosen).Ordinal, look, static _ => false)))
            {
                return new RecheckOverride(parameter, chosenPasses == (block.ConditionKind == ControlFlowConditionKind.WhenTrue) ^ negated);
            }
        }

        return null;
    }

    /// <summary>Whether the caller jumps over the look: no for a constant that does not, yes for one that does or for a value that was computed before; null where the callers are not on the path.</summary>
    private static bool? IsForced(ImmutableArray<GuardedSegment> segments, int index, RecheckOverride parameter, CancellationToken cancellationToken)
    {
        for (var above = index - 1; above >= 0; above--)
        {
            if (segments[above].Body == segments[index].Body)
            {
                continue;
            }

            var argument = segments[above].Target.ArgumentFor(parameter.Parameter);
            if (parameter.ConstantIn(segments[above].Target) is { } constant)
            {
                return constant == parameter.Value;
            }

            return argument is null || new ReadOrder(segments, cancellationToken).Of(argument, above) != ReadTime.Under || ComparesWithItself(argument, segments[above]);
        }

        return null;
    }

    private static IOperation? OriginalCondition(BasicBlock block, FunctionFlow flow)
    {
        var syntax = block.BranchValue!.Syntax;
        var governing = syntax.AncestorsAndSelf().TakeWhile(node => node is not StatementSyntax || node is SwitchStatementSyntax).FirstOrDefault(node => node is SwitchLabelSyntax or SwitchExpressionArmSyntax) switch
        {
            SwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax statement } => statement.Expression,
            SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax expression } => expression.GoverningExpression,
            _ => syntax,
        };
        return flow.Body.Model.GetOperation(governing) ?? block.BranchValue;
    }

    /// <summary>
    /// A skip because something is missing (no refresh token, no account) says nothing about another caller's refresh;
    /// nor does the failure of a request that stands between guard and refresh.
    /// </summary>
    private bool SaysSomethingNew(IOperation condition, bool skipsWhenTrue, MemberBody body)
    {
        var (core, negated) = AcquireTests.Core(condition, null);
        if (core is IPropertyReferenceOperation { Property.Name: "IsError" or "IsSuccess" or "IsSuccessStatusCode" or "Succeeded" or "StatusCode" or "Error" or "IsFaulted" or "HasError" })
        {
            return false;
        }

        // var missing = token is null; if (missing) return;
        var says = core is ILocalReferenceOperation { Local.Type.SpecialType: SpecialType.System_Boolean } local && ReadOrder.Assignments(local.Local, body).ToList() is { Count: 1 } assignments && assignments[0].Value is { } value
            ? services.PresenceTests.OfWhole(value)
            : services.PresenceTests.WhenTrue(core);
        return says is not { } exists || (exists != negated) == skipsWhenTrue;
    }

    // last = _lastRefresh, taken after the wait, and then last == _lastRefresh: both show the same moment.
    private static bool ComparesWithItself(IOperation condition, GuardedSegment segment)
    {
        var (core, _) = AcquireTests.Core(condition, null);
        if (core is ILocalReferenceOperation local && StateMembers.LocalValue(local.Local, segment.Body) is { } value)
        {
            core = value.Unwrap();
        }

        if (core is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison)
        {
            return false;
        }

        return IsCopy(comparison.LeftOperand, comparison.RightOperand) || IsCopy(comparison.RightOperand, comparison.LeftOperand);

        bool IsCopy(IOperation copy, IOperation original) =>
            StateMembers.SymbolOf(copy) is ILocalSymbol snapshot
            && StateMembers.SymbolOf(original) is (IFieldSymbol or IPropertySymbol) and var state
            && ReadOrder.Assignments(snapshot, segment.Body).ToList() is { Count: 1 } assignments
            && segment.IsInside(assignments[0].Place)
            && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(assignments[0].Value), state);
    }
}
