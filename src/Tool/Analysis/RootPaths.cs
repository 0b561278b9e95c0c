using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Analysis;

/// <summary>Paths as every report shows them: relative to one folder, with forward slashes.</summary>
internal sealed class RootPaths(string root)
{
    private const int MaxCode = 100;

    public string Root { get; } = root;

    public string Of(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The place of a location; of code that a line directive maps, the mapped place.</summary>
    public Place Of(Location location)
    {
        var span = location.GetMappedLineSpan();
        var text = location.SourceTree!.GetText();
        var path = span.Path.Length == 0 ? location.SourceTree.FilePath : span.Path;
        var (start, end) = (span.StartLinePosition, span.EndLinePosition);
        var code = Shorten(text, location.SourceSpan);
        return new Place(Of(path), start.Line + 1, start.Character + 1, end.Line + 1, end.Character + 1, code);
    }

    public static string Shorten(SourceText text, TextSpan span) => Shorten(text.ToString(span));

    /// <summary>Code on one line, cut where it is long.</summary>
    public static string Shorten(string code, int max = MaxCode)
    {
        var line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= max ? line : line[..(max - 1)] + "…";
    }
}
