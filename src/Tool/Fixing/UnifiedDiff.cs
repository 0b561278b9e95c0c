using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>
/// Edits as a unified diff that <c>git apply</c> and <c>patch -p1</c> take: with the files' own line ends, and the mark for a last line
/// that has
/// none.
/// </summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    public static string Of(IEnumerable<FileEdit> edits) => string.Concat(edits.Select(Of));

    public static string Of(FileEdit edit)
    {
        var diff = Differ.Instance.CreateDiffs(
            edit.Before.ToString(), edit.After.ToString(), ignoreWhiteSpace: false, ignoreCase: false,
                LineEndingsPreservingChunker.Instance);
        var text = new StringBuilder($"--- a/{edit.Path}\n+++ b/{edit.Path}\n");
        foreach (var hunk in Hunks(diff))
        {
            Write(text, diff, hunk);
        }

        return text.ToString();
    }

    // Blocks whose contexts touch are one hunk.
    private static List<List<DiffBlock>> Hunks(DiffResult diff)
    {
        var hunks = new List<List<DiffBlock>>();
        foreach (var block in diff.DiffBlocks)
        {
            if (hunks.LastOrDefault() is { } open && block.DeleteStartA - EndOf(open[^1]) <= 2 * Context)
            {
                open.Add(block);
            }
            else
            {
                hunks.Add([block]);
            }
        }

        return hunks;
    }

    private static int EndOf(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    private static void Write(StringBuilder text, DiffResult diff, List<DiffBlock> hunk)
    {
        var start = Math.Max(0, hunk[0].DeleteStartA - Context);
        var end = Math.Min(diff.PiecesOld.Count, EndOf(hunk[^1]) + Context);
        var startNew = hunk[0].InsertStartB - (hunk[0].DeleteStartA - start);
        var countNew = end - start + hunk.Sum(block => block.InsertCountB - block.DeleteCountA);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(start, end - start)} +{Range(startNew, countNew)} @@\n");
        var at = start;
        foreach (var block in hunk)
        {
            Lines(text, ' ', diff.PiecesOld, at, block.DeleteStartA);
            Lines(text, '-', diff.PiecesOld, block.DeleteStartA, EndOf(block));
            Lines(text, '+', diff.PiecesNew, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            at = EndOf(block);
        }

        Lines(text, ' ', diff.PiecesOld, at, end);
    }

    // An empty range is told by the line before it.
    private static string Range(int start, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Lines(StringBuilder text, char mark, IReadOnlyList<string> lines, int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            text.Append(mark).Append(lines[index]);
            if (!lines[index].EndsWith('\n'))
            {
                text.Append("\n\\ No newline at end of file\n");
            }
        }
    }
}
