using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// The cheap test that spares most files any binding: the places in a text that hold one of a few words. Reads the text in slices,
/// so that a large file is not copied as a whole.
/// </summary>
internal sealed class CandidateTextFilter
{
    private const int SliceLength = 16_384;

    // A file with more places than this is data or generated; its first ones tell as much.
    private const int MaxPlaces = 2_000;

    private readonly string[] _words;
    private readonly bool[] _starts = new bool[128];
    private readonly int _longest;

    /// <param name="words">ASCII words, compared without regard to case.</param>
    public CandidateTextFilter(IEnumerable<string> words)
    {
        _words = words.Where(word => word.Length > 1).Select(word => word.ToLowerInvariant()).Distinct().ToArray();
        _longest = _words.Length == 0 ? 0 : _words.Max(word => word.Length);
        foreach (var word in _words)
        {
            if (word[0] < 128)
            {
                _starts[word[0]] = true;
                _starts[char.ToUpperInvariant(word[0])] = true;
            }
        }
    }

    public ImmutableArray<int> Places(SourceText text)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        if (_words.Length == 0)
        {
            return ImmutableArray<int>.Empty;
        }

        var buffer = new char[Math.Min(text.Length, SliceLength)];
        for (var start = 0; start < text.Length; start += SliceLength - _longest)
        {
            var length = Math.Min(buffer.Length, text.Length - start);
            text.CopyTo(start, buffer, 0, length);
            var last = start + length >= text.Length ? length : length - _longest;
            for (var at = 0; at < last; at++)
            {
                var letter = buffer[at];
                if (letter < 128 && _starts[letter] && Starts(buffer, at, length))
                {
                    places.Add(start + at);
                    if (places.Count == MaxPlaces)
                    {
                        return places.ToImmutable();
                    }
                }
            }

            if (start + length >= text.Length)
            {
                break;
            }
        }

        return places.ToImmutable();
    }

    private bool Starts(char[] buffer, int at, int length)
    {
        foreach (var word in _words)
        {
            if (at + word.Length <= length && IsAt(buffer, at, word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAt(char[] buffer, int at, string word)
    {
        for (var index = 0; index < word.Length; index++)
        {
            var letter = buffer[at + index];
            if (letter != word[index] && (letter is < 'A' or > 'Z' || letter + 32 != word[index]))
            {
                return false;
            }
        }

        return true;
    }
}
