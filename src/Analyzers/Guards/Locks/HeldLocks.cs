using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// Which locks are certainly held at each point of a function: a forward analysis over its control-flow graph that adds a lock where it is taken
/// (for a try-enter, on the branch that took it), drops it where it is released or may be, and keeps at a join what all ways have in common.
/// </summary>
internal sealed class HeldLocks
{
    // One bit per lock.
    private const int MaxLocks = 64;

    // Each pass over the blocks settles at least one level of nesting; code that needs more is not judged.
    private const int MaxPasses = 40;

    private const ulong Everything = ulong.MaxValue;

    private readonly FunctionFlow _flow;
    private readonly List<string> _keys = [];
    private readonly List<LockStep> _steps;
    private readonly ILookup<int, (FlowPosition Position, LockStep Step)> _byBlock;
    private readonly Dictionary<int, ulong> _tested = new();
    private readonly ulong[] _entry;
    private readonly bool _settled;

    public HeldLocks(FunctionFlow flow, IEnumerable<LockStep> steps)
    {
        _flow = flow;
        _steps = steps.ToList();
        var placed = new List<(FlowPosition Position, LockStep Step)>();
        foreach (var step in _steps)
        {
            if (flow.Find(step.Operation) is not { } position)
            {
                continue;
            }

            if (!_keys.Contains(step.Key) && _keys.Count < MaxLocks)
            {
                _keys.Add(step.Key);
            }

            placed.Add((position, step));
        }

        _byBlock = placed.OrderBy(at => at.Position.Index).ThenBy(at => at.Step.Operation.Syntax.Span.End).ToLookup(at => at.Position.Block);
        _entry = new ulong[flow.Graph.Blocks.Length];
        _settled = _keys.Count > 0 && Solve();
    }

    /// <summary>All steps of the function, in source order.</summary>
    public IReadOnlyList<LockStep> Steps => _steps;

    /// <summary>The acquires whose lock is certainly held when the operation runs; of several acquires of one lock the last one before it.</summary>
    public IEnumerable<LockStep> At(IOperation operation)
    {
        if (!_settled || _flow.Find(operation) is not { } position || _entry[position.Block] == Everything)
        {
            yield break;
        }

        var held = _entry[position.Block];
        foreach (var (at, step) in _byBlock[position.Block])
        {
            if (at.Index < position.Index || (at.Index == position.Index && step.Operation.Syntax.Span.End <= operation.Syntax.SpanStart))
            {
                held = Apply(held, step);
            }
        }

        for (var index = 0; index < _keys.Count; index++)
        {
            if ((held & (1UL << index)) != 0 && AcquireBefore(_keys[index], operation) is { } acquire)
            {
                yield return acquire;
            }
        }
    }

    private LockStep? AcquireBefore(string key, IOperation operation)
    {
        var acquires = _steps.Where(step => step.Kind == LockStepKind.Acquire && step.Key == key);
        return acquires.LastOrDefault(step => step.Operation.Syntax.SpanStart < operation.Syntax.SpanStart) ?? acquires.FirstOrDefault();
    }

    private bool Solve()
    {
        for (var index = 1; index < _entry.Length; index++)
        {
            _entry[index] = Everything;
        }

        FindTests();
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var changed = false;
            foreach (var block in _flow.Graph.Blocks)
            {
                if (block.Ordinal == 0)
                {
                    continue;
                }

                var entry = EntryOf(block);
                changed |= entry != _entry[block.Ordinal];
                _entry[block.Ordinal] = entry;
            }

            if (!changed)
            {
                return true;
            }
        }

        return false;
    }

    private ulong EntryOf(BasicBlock block)
    {
        var entry = Everything;
        foreach (var branch in block.Predecessors)
        {
            entry &= Along(branch);
        }

        // An exception can leave a try block from anywhere in it.
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root } && region.FirstBlockOrdinal == block.Ordinal; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally && TryOf(region) is { } protectedCode)
            {
                for (var ordinal = protectedCode.FirstBlockOrdinal; ordinal <= protectedCode.LastBlockOrdinal; ordinal++)
                {
                    entry &= Lowest(ordinal);
                }
            }
        }

        return entry;
    }

    private static ControlFlowRegion? TryOf(ControlFlowRegion handler)
    {
        var around = handler.EnclosingRegion;
        if (around?.Kind == ControlFlowRegionKind.FilterAndHandler)
        {
            around = around.EnclosingRegion;
        }

        return around is { NestedRegions.Length: > 0 } ? around.NestedRegions[0] : null;
    }

    private ulong Lowest(int ordinal)
    {
        var held = _entry[ordinal];
        if (held == Everything)
        {
            return Everything;
        }

        var lowest = held;
        foreach (var (_, step) in _byBlock[ordinal])
        {
            held = Apply(held, step);
            lowest &= held;
        }

        return lowest;
    }

    private ulong Along(ControlFlowBranch branch)
    {
        var source = branch.Source;
        var held = _entry[source.Ordinal];
        if (held == Everything)
        {
            return Everything;
        }

        foreach (var (_, step) in _byBlock[source.Ordinal])
        {
            held = Apply(held, step);
        }

        if (_tested.TryGetValue(source.Ordinal, out var tested) && source.ConditionKind != ControlFlowConditionKind.None)
        {
            // Bit 63 of the test says that the condition is the negation of "it was taken".
            var takenWhenTrue = (tested & (1UL << 63)) == 0;
            var isTrueBranch = branch.IsConditionalSuccessor == (source.ConditionKind == ControlFlowConditionKind.WhenTrue);
            held = isTrueBranch == takenWhenTrue ? held | (tested & ~(1UL << 63)) : held & ~tested;
        }

        foreach (var region in branch.FinallyRegions)
        {
            for (var ordinal = region.FirstBlockOrdinal; ordinal <= region.LastBlockOrdinal; ordinal++)
            {
                foreach (var (_, step) in _byBlock[ordinal])
                {
                    held = step.Kind == LockStepKind.Release ? held & ~Bit(step) : held;
                }
            }
        }

        return held;
    }

    private ulong Apply(ulong held, LockStep step) =>
        step.Kind == LockStepKind.Release ? held & ~Bit(step)
        : step.IsConditional && IsTested(step) ? held
        : held | Bit(step);

    // A try-enter whose result nobody tests is taken at its word here; that it may not have taken anything is a flaw of its own.
    private bool IsTested(LockStep step) => _tested.Values.Any(tested => (tested & Bit(step)) != 0);

    private ulong Bit(LockStep step)
    {
        var index = _keys.IndexOf(step.Key);
        return index is >= 0 and < MaxLocks - 1 ? 1UL << index : 0;
    }

    private void FindTests()
    {
        var conditional = _steps.Where(step => step is { Kind: LockStepKind.Acquire, IsConditional: true }).ToList();
        if (conditional.Count == 0)
        {
            return;
        }

        foreach (var block in _flow.Graph.Blocks)
        {
            if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is not { } value)
            {
                continue;
            }

            var (tested, negated) = AcquireTests.Core(value, _flow);
            foreach (var step in conditional)
            {
                if (AcquireTests.IsResultOf(tested, step, _flow))
                {
                    _tested[block.Ordinal] = Bit(step) | (negated ? 1UL << 63 : 0);
                }
            }
        }
    }
}
