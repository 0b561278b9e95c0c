using System.Text;

namespace RefreshRace.Tool;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes UTF-8 text; makes the folder where it is missing.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(file);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var draft = full + ".tmp";
            await File.WriteAllTextAsync(draft, text, s_utf8, cancellationToken);
            File.Move(draft, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{file}' cannot be written: {error.Message}");
        }
    }
}
