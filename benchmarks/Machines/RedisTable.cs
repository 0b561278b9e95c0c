using System.Text.Json;
using StackExchange.Redis;

namespace RefreshRace.Machines;

internal sealed class RedisTable(IDatabase database, string run) : ITokenTable
{
    public async Task<Tokens?> FindAsync(int number) =>
        await database.StringGetAsync(run + number) is { IsNull: false } json
            ? JsonSerializer.Deserialize((string)json!, TokenJson.Default.Tokens) : null;

    public Task SaveAsync(Tokens tokens) =>
        database.StringSetAsync(run + tokens.Number, JsonSerializer.Serialize(tokens, TokenJson.Default.Tokens), when: When.NotExists);
}
