using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests.Snippets;

/// <summary>One C# block of a page. A comment <c>// RR0001</c> at the end of a line names what is reported on that line.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">The line of the page on which the code begins, from 1.</param>
/// <param name="EditorConfig">The <c>ini</c> block that stands before the code, and after any other code; null where there is none.</param>
internal sealed partial record Snippet(string Page, int Line, string Code, string? EditorConfig)
{
    private const string Fence = "```";

    /// <summary>What the comments promise, as <c>line of the page: rule</c>.</summary>
    public IReadOnlyList<string> Promised =>
    [
        .. Code.Split('\n').SelectMany((line, index) => Marker().Match(line) is { Success: true } marker
            ? marker.Groups["id"].Captures.Select(id => $"{Line + index}: {id.Value}")
            : []),
    ];

    /// <summary>Whether the page tells its readers to add the file of docs/snippets.md.</summary>
    public bool UsesPrelude => File.ReadAllText(Repository.PathTo(Page)).Contains("compiles with [one small file](", StringComparison.Ordinal);

    public static IEnumerable<Snippet> In(string file)
    {
        var lines = File.ReadAllLines(file);
        string? editorConfig = null;
        for (var start = 0; start < lines.Length; start++)
        {
            if (!lines[start].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.IndexOf(lines, Fence, start + 1);
            var block = string.Join('\n', lines[(start + 1)..end]);
            if (lines[start] == Fence + "ini")
            {
                editorConfig = block;
            }
            else if (lines[start] == Fence + "csharp")
            {
                yield return new Snippet(Repository.Relative(file), start + 2, block, editorConfig);
                editorConfig = null;
            }

            start = end;
        }
    }

    [GeneratedRegex(@"// (?<id>RR\d{4})(?:, (?<id>RR\d{4}))*\s*$")]
    private static partial Regex Marker();
}
