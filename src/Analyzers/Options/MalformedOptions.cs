using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Options;

/// <summary>The options of a compilation that cannot be read. A section of a config file applies to many trees; the first of them by path speaks for all.</summary>
internal static class MalformedOptions
{
    private static readonly IReadOnlyDictionary<SyntaxTree, ImmutableArray<MalformedOption>> s_none = new Dictionary<SyntaxTree, ImmutableArray<MalformedOption>>();

    public static IReadOnlyDictionary<SyntaxTree, ImmutableArray<MalformedOption>> Of(RefreshRaceOptions options, IEnumerable<SyntaxTree> trees, CancellationToken cancellationToken)
    {
        Dictionary<MalformedOption, SyntaxTree>? speakers = null;
        foreach (var tree in trees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var problem in options.Malformed(tree))
            {
                speakers ??= [];
                if (!speakers.TryGetValue(problem, out var speaker) || string.CompareOrdinal(tree.FilePath, speaker.FilePath) < 0)
                {
                    speakers[problem] = tree;
                }
            }
        }

        return speakers is null ? s_none : speakers.GroupBy(pair => pair.Value, pair => pair.Key).ToDictionary(group => group.Key, group => group.ToImmutableArray());
    }
}
