namespace RefreshRace.Tool.Findings;

/// <summary>A place in a source file.</summary>
/// <param name="Path">Relative to the root of the scan, with forward slashes.</param>
/// <param name="Line">First line, from 1.</param>
/// <param name="Column">First column, from 1, in UTF-16 units.</param>
/// <param name="EndLine">Last line, from 1.</param>
/// <param name="EndColumn">The column after the last character, from 1.</param>
/// <param name="Code">The marked code on one line, shortened.</param>
internal sealed record Place(string Path, int Line, int Column, int EndLine, int EndColumn, string Code)
{
    /// <summary>File and line as a reader clicks on them, e.g. <c>src/Session.cs:39</c>.</summary>
    public override string ToString() => $"{Path}:{Line}";
}
