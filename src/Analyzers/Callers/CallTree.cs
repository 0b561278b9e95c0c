using System.Collections.Immutable;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>A frame with all that lies below it. A caller that is reached over several callees is walked once, so one chain of frames alone would not show the others.</summary>
internal sealed class CallTree(CallFrame frame, CallTree? below)
{
    private readonly List<CallTree> _below = below is null ? [] : [below];

    /// <summary>Notes one more way down from here.</summary>
    public void Add(CallTree below) => _below.Add(below);

    /// <summary>This frame and every frame between it and the refresh, each once.</summary>
    public ImmutableArray<CallFrame> Frames()
    {
        var frames = ImmutableArray.CreateBuilder<CallFrame>();
        var seen = new HashSet<CallTree> { this };
        var open = new Queue<CallTree>(seen);
        while (open.Count > 0)
        {
            var tree = open.Dequeue();
            frames.Add(tree.Frame);
            foreach (var next in tree._below)
            {
                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return frames.ToImmutable();
    }

    private CallFrame Frame { get; } = frame;
}
