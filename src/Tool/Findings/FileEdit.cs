using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Fixing;

namespace RefreshRace.Tool.Findings;

/// <summary>What a fix does to a file.</summary>
/// <param name="Path">Relative to the root of the scan, with forward slashes.</param>
/// <param name="File">The full path.</param>
/// <param name="Before">The text as it is.</param>
/// <param name="After">The text as it would be.</param>
internal sealed record FileEdit(string Path, string File, SourceText Before, SourceText After)
{
    /// <summary>The changed spans of <see cref="Before"/> and what takes their place.</summary>
    public ImmutableArray<TextChange> Changes => LineChanges.Between(Before, After);
}
