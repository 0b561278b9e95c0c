using System.Text.Json;
using Npgsql;

namespace RefreshRace.Machines;

internal sealed class PostgresTable(NpgsqlDataSource dataSource, string run) : ITokenTable
{
    internal async Task CreateAsync()
    {
        await using var command = dataSource.CreateCommand("create table if not exists tokens (id text primary key, value text not null)");
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Tokens?> FindAsync(int number)
    {
        await using var command = dataSource.CreateCommand("select value from tokens where id = $1");
        command.Parameters.Add(new() { Value = run + number });
        return await command.ExecuteScalarAsync() is string json ? JsonSerializer.Deserialize(json, TokenJson.Default.Tokens) : null;
    }

    public async Task SaveAsync(Tokens tokens)
    {
        await using var command = dataSource.CreateCommand("insert into tokens values ($1, $2) on conflict (id) do nothing");
        command.Parameters.Add(new() { Value = run + tokens.Number });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(tokens, TokenJson.Default.Tokens) });
        await command.ExecuteNonQueryAsync();
    }
}
