using System.Collections.Immutable;
using DiffPlex;
using DiffPlex.Chunkers;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Tool.Fixing;

/// <summary>The least whole lines that turn one text into another.</summary>
internal static class LineChanges
{
    public static ImmutableArray<TextChange> Between(SourceText before, SourceText after)
    {
        var diff = Differ.Instance.CreateDiffs(
            before.ToString(), after.ToString(), ignoreWhiteSpace: false, ignoreCase: false, LineEndingsPreservingChunker.Instance);
        return [.. diff.DiffBlocks.Select(block => new TextChange(
            TextSpan.FromBounds(Start(diff.PiecesOld, block.DeleteStartA), Start(diff.PiecesOld, block.DeleteStartA + block.DeleteCountA)),
            string.Concat(diff.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB))))];
    }

    private static int Start(IReadOnlyList<string> pieces, int index) => pieces.Take(index).Sum(piece => piece.Length);
}
