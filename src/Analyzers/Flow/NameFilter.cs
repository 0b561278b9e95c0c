using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Flow;

/// <summary>
/// Which identifiers a file may name, as a Bloom filter: two bytes or more per distinct identifier, one false hit in a thousand, no misses.
/// It depends on the file's text alone, so that it is kept for as long as the syntax tree lives, also from one compilation to the next.
/// </summary>
internal sealed class NameFilter
{
    private const int SliceLength = 16_384;

    private static readonly ConditionalWeakTable<SyntaxTree, NameFilter> s_known = new();

    [ThreadStatic]
    private static HashSet<uint>? s_hashes;

    private readonly uint[] _bits;

    private NameFilter(HashSet<uint> hashes)
    {
        var words = 1;
        while (words * 2 < hashes.Count)
        {
            words *= 2;
        }

        _bits = new uint[words];
        foreach (var hash in hashes)
        {
            Set(hash);
            Set(Second(hash));
            Set(Third(hash));
            Set(Fourth(hash));
        }
    }

    public static NameFilter Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (s_known.TryGetValue(tree, out var known))
        {
            return known;
        }

        var made = Read(tree.GetText(cancellationToken));
        return s_known.GetValue(tree, _ => made);
    }

    /// <summary>The hash by which <see cref="MayName"/> asks.</summary>
    public static uint Hash(string name)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 16_777_619u;
        }

        return hash;
    }

    public bool MayName(uint hash) => IsSet(hash) && IsSet(Second(hash)) && IsSet(Third(hash)) && IsSet(Fourth(hash));

    private static NameFilter Read(SourceText text)
    {
        WorkCounter.Add(WorkKind.CharactersRead, text.Length);
        var hashes = s_hashes ??= [];
        hashes.Clear();
        var buffer = new char[Math.Min(text.Length, SliceLength)];
        var (hash, isName) = (2_166_136_261u, false);
        for (var start = 0; start < text.Length; start += buffer.Length)
        {
            var length = Math.Min(buffer.Length, text.Length - start);
            text.CopyTo(start, buffer, 0, length);
            for (var at = 0; at < length; at++)
            {
                var letter = buffer[at];
                if (SourceTexts.IsPartOfWord(letter))
                {
                    (hash, isName) = ((hash ^ letter) * 16_777_619u, true);
                }
                else if (isName)
                {
                    hashes.Add(hash);
                    (hash, isName) = (2_166_136_261u, false);
                }
            }
        }

        if (isName)
        {
            hashes.Add(hash);
        }

        return new NameFilter(hashes);
    }

    private static uint Second(uint hash) => Mix(hash, 2_654_435_769u);

    private static uint Third(uint hash) => Mix(hash, 2_246_822_519u);

    private static uint Fourth(uint hash) => Mix(hash, 3_266_489_917u);

    // The finishing steps of MurmurHash3, so that each position depends on the whole hash.
    private static uint Mix(uint hash, uint factor)
    {
        hash *= factor;
        hash = (hash ^ (hash >> 15)) * 2_246_822_507u;
        return hash ^ (hash >> 13);
    }

    private void Set(uint hash) => _bits[(hash >> 5) & (uint)(_bits.Length - 1)] |= 1u << (int)(hash & 31);

    private bool IsSet(uint hash) => (_bits[(hash >> 5) & (uint)(_bits.Length - 1)] & (1u << (int)(hash & 31))) != 0;
}
