using System.Net;
using System.Text.Json;

namespace RefreshRace.Testing.Tests;

/// <summary>The program that the tests start as a process of its own: it asks the API with the tokens of a file, and renews them when it
/// must.</summary>
/// <remarks>Started as <c>dotnet exec RefreshRace.Testing.Tests.dll</c> with the address of the server, the file, and the guard.</remarks>
internal static class Worker
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, var file, var guard])
            return 64;
        if (guard == "crash")
            throw new InvalidOperationException("No settings found.");

        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var tokens = Load(file);
        using var answer = await http.CallApiAsync(tokens.AccessToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            return answer.IsSuccessStatusCode ? 0 : 1;

        var renewed = guard == "lock file" ? await RenewUnderLockAsync(http, file, tokens) : await RenewAsync(http, file, tokens);
        using var second = await http.CallApiAsync(renewed.AccessToken);
        return second.IsSuccessStatusCode ? 0 : 1;
    }

    public static void Save(string file, Tokens tokens) => File.WriteAllText(file, JsonSerializer.Serialize(tokens));

    private static Tokens Load(string file) => JsonSerializer.Deserialize<Tokens>(File.ReadAllText(file))!;

    private static async Task<Tokens> RenewAsync(HttpClient http, string file, Tokens tokens)
    {
        using var answer = await http.RefreshAsync(tokens.RefreshToken);
        answer.EnsureSuccessStatusCode();
        var json = await answer.JsonAsync();
        var renewed = new Tokens(json.GetProperty("access_token").GetString()!, json.GetProperty("refresh_token").GetString()!);
        Save(file, renewed);
        return renewed;
    }

    /// <summary>Whoever waited for the lock reads the file again before it renews.</summary>
    private static async Task<Tokens> RenewUnderLockAsync(HttpClient http, string file, Tokens refused)
    {
        using var held = await LockAsync(file + ".lock");
        var current = Load(file);
        return current.RefreshToken == refused.RefreshToken ? await RenewAsync(http, file, current) : current;
    }

    private static async Task<FileStream> LockAsync(string file)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(10);
            }
        }
    }
}
