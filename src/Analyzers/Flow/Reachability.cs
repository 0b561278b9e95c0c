using Microsoft.CodeAnalysis.FlowAnalysis;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Which blocks of a function run after which, exceptions into handlers included.</summary>
internal sealed class Reachability
{
    private readonly List<int>[] _next;
    private readonly int _exit;

    public Reachability(ControlFlowGraph graph)
    {
        _exit = graph.Blocks.Length - 1;
        _next = graph.Blocks.Select(_ => new List<int>()).ToArray();
        foreach (var block in graph.Blocks)
        {
            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch is not null)
                {
                    Add(block.Ordinal, branch);
                }
            }

            // The root of a lambda's graph is enclosed by regions of the graph around it, whose blocks are others.
            for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
            {
                if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } around })
                {
                    foreach (var handler in around.NestedRegions.Skip(1))
                    {
                        _next[block.Ordinal].Add(handler.FirstBlockOrdinal);
                    }
                }
            }
        }
    }

    /// <summary>Whether a block is reached from another, itself included, without going through a barrier.</summary>
    public bool Reaches(int from, int target, Func<int, bool> isBarrier)
    {
        if (isBarrier(from))
        {
            return false;
        }

        var seen = new HashSet<int> { from };
        var pending = new Stack<int>(seen);
        while (pending.Count > 0)
        {
            var at = pending.Pop();
            if (at == target)
            {
                return true;
            }

            foreach (var next in _next[at])
            {
                if (!isBarrier(next) && seen.Add(next))
                {
                    pending.Push(next);
                }
            }
        }

        return false;
    }

    /// <summary>Whether the function can end normally from a block, without going through a barrier.</summary>
    public bool Ends(int from, Func<int, bool> isBarrier) => Reaches(from, _exit, isBarrier);

    /// <summary>The blocks that follow a block.</summary>
    public IReadOnlyList<int> After(int block) => _next[block];

    private void Add(int from, ControlFlowBranch branch)
    {
        if (branch.Destination is { } destination)
        {
            _next[from].Add(destination.Ordinal);
        }

        foreach (var region in branch.FinallyRegions)
        {
            _next[from].Add(region.FirstBlockOrdinal);
        }
    }
}
