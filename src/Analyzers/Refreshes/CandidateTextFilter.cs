using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// The cheap test that spares most files any binding: the places in a text that hold one of a few words. Reads the text in slices,
/// so that a large file is not copied as a whole.
/// </summary>
internal sealed class CandidateTextFilter
{
    private const int SliceLength = 4_096;

    private readonly string[] _words;
    private readonly string? _never;
    private readonly bool[] _starts = new bool[128];
    private readonly int _longest;

    /// <param name="words">ASCII words, compared without regard to case.</param>
    /// <param name="never">What may not stand before a word: <c>cancellation</c> makes <c>CancellationToken</c> no token.</param>
    public CandidateTextFilter(IEnumerable<string> words, string? never = null)
    {
        _words = words.Where(word => word.Length > 1).Select(word => word.ToLowerInvariant()).Distinct().ToArray();
        _never = never;
        _longest = _words.Max(word => word.Length);
        foreach (var word in _words)
        {
            _starts[word[0]] = true;
            _starts[char.ToUpperInvariant(word[0])] = true;
        }
    }

    /// <summary>Whether a text says one of the words.</summary>
    public bool IsIn(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] < 128 && _starts[text[at]] && Starts(text, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a part of a text holds one of the words.</summary>
    public bool IsIn(SourceText text, TextSpan span) => Next(text, span.Start, span.End) >= 0;

    /// <summary>The first place of a word at or after a position and before an end; -1 where there is none.</summary>
    public int Next(SourceText text, int from, int end)
    {
        // What stands before a word is read along with it.
        var back = _never?.Length ?? 0;
        while (from < end)
        {
            var start = Math.Max(0, from - back);
            var slice = text.ToString(TextSpan.FromBounds(start, Math.Min(end, from + SliceLength)));
            WorkCounter.Add(WorkKind.CharactersRead, slice.Length);
            var isLast = start + slice.Length >= end;
            var last = isLast ? slice.Length : slice.Length - _longest;
            for (var at = from - start; at < last; at++)
            {
                var letter = slice[at];
                if (letter < 128 && _starts[letter] && Starts(slice, at))
                {
                    return start + at;
                }
            }

            if (isLast)
            {
                return -1;
            }

            from = start + last;
        }

        return -1;
    }

    private bool Starts(string text, int at)
    {
        foreach (var word in _words)
        {
            if (IsAt(text, at, word))
            {
                return _never is null || at < _never.Length || !IsAt(text, at - _never.Length, _never);
            }
        }

        return false;
    }

    private static bool IsAt(string text, int at, string word)
    {
        if (at + word.Length > text.Length)
        {
            return false;
        }

        for (var index = 0; index < word.Length; index++)
        {
            var letter = text[at + index];
            if (letter != word[index] && (letter is < 'A' or > 'Z' || letter + 32 != word[index]))
            {
                return false;
            }
        }

        return true;
    }
}
