using System.Collections.Immutable;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>A frame with all that lies below it. A caller that is reached over several callees is walked once, so one chain of frames alone would not show the others.</summary>
internal sealed class Way(Frame frame, Way? below)
{
    private readonly List<Way> _below = below is null ? [] : [below];

    /// <summary>Notes one more way down from here.</summary>
    public void Add(Way below) => _below.Add(below);

    /// <summary>This frame and every frame between it and the refresh, each once.</summary>
    public ImmutableArray<Frame> Frames()
    {
        var frames = ImmutableArray.CreateBuilder<Frame>();
        var seen = new HashSet<Way> { this };
        var open = new Queue<Way>(seen);
        while (open.Count > 0)
        {
            var way = open.Dequeue();
            frames.Add(way.Frame);
            foreach (var next in way._below)
            {
                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return frames.ToImmutable();
    }

    private Frame Frame { get; } = frame;
}
