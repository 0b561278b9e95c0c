using System.Text.Json;

namespace RefreshRace.Distributed.Tests;

/// <summary>The token store that all machines of an application share, for one session: a file, changed by compare-and-swap.</summary>
internal sealed class SessionFile(string path)
{
    internal Tokens? Load() => File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), TokenJson.Default.Tokens) : null;

    internal void Write(Tokens tokens)
    {
        var next = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllText(next, JsonSerializer.Serialize(tokens, TokenJson.Default.Tokens));
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Stores tokens in the place of those with the consumed token, and does nothing when others are there.</summary>
    internal async Task CompareAndSwapAsync(string consumed, Tokens tokens)
    {
        using var locked = await LockAsync();
        if (Load()?.RefreshToken == consumed)
            Write(tokens);
    }

    private async Task<FileStream> LockAsync()
    {
        while (true)
        {
            try
            {
                return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(5);
            }
        }
    }
}
