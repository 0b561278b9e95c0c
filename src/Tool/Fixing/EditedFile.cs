using System.Text;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>Writes an edited file with the encoding and byte order mark that it has.</summary>
internal static class EditedFile
{
    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    /// <exception cref="UsageException">The file changed since it was read, or cannot be written.</exception>
    public static async Task WriteAsync(FileEdit edit, CancellationToken cancellationToken)
    {
        try
        {
            var old = await File.ReadAllBytesAsync(edit.File, cancellationToken);
            var encoding = edit.Before.Encoding is { } known and not UTF8Encoding ? known
                : new UTF8Encoding(old.AsSpan().StartsWith(s_mark));
            using var reader = new StreamReader(new MemoryStream(old), encoding, detectEncodingFromByteOrderMarks: true);
            if (await reader.ReadToEndAsync(cancellationToken) != edit.Before.ToString())
            {
                throw new UsageException($"'{edit.Path}' changed while it was being fixed; nothing was written to it.");
            }

            await File.WriteAllBytesAsync(edit.File, [.. encoding.GetPreamble(), .. encoding.GetBytes(edit.After.ToString())],
                cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{edit.Path}' cannot be written: {error.Message}");
        }
    }
}
