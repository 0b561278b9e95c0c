using DiffPlex.Renderer;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>Edits as a unified diff that <c>git apply</c> and <c>patch -p1</c> take.</summary>
internal static class UnifiedDiff
{
    public static string Of(IEnumerable<FileEdit> edits) => string.Concat(edits.Select(Of));

    public static string Of(FileEdit edit) => UnidiffRenderer.GenerateUnidiff(edit.Before.ToString(), edit.After.ToString(), "a/" + edit.Path, "b/" + edit.Path);
}
