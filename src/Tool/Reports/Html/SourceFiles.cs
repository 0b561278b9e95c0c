namespace RefreshRace.Tool.Reports.Html;

/// <summary>The source files of a report, each read once.</summary>
internal sealed class SourceFiles(string root)
{
    private readonly Dictionary<string, CodeHtml?> _files = new(StringComparer.Ordinal);

    /// <summary>A file; null where it cannot be read.</summary>
    /// <param name="path">Relative to the root of the scan.</param>
    public CodeHtml? Of(string path)
    {
        if (!_files.TryGetValue(path, out var code))
        {
            _files[path] = code = Read(Path.Combine(root, path));
        }

        return code;
    }

    private static CodeHtml? Read(string file)
    {
        try
        {
            return new CodeHtml(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A generated file is on no disk.
            return null;
        }
    }
}
