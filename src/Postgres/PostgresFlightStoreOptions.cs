using System.Text.RegularExpressions;

namespace RefreshRace.Postgres;

/// <summary>Options of <see cref="PostgresFlightStore"/>. An instance is read once.</summary>
public sealed partial class PostgresFlightStoreOptions
{
    /// <summary>The name of the table, with its schema where the search path does not lead to it: <c>auth.refreshrace_flights</c>.
    /// Lower-case letters,
    /// digits and underscores. Default: <c>refreshrace_flights</c>.</summary>
    public string Table { get; init; } = "refreshrace_flights";

    /// <summary>
    /// Whether waiting processes are told by <c>NOTIFY</c> that a flight has ended, which takes a connection of each process for its
    /// <c>LISTEN</c>. Default: true.
    /// </summary>
    /// <remarks>Turn it off behind a pooler that shares connections between transactions (PgBouncer in transaction mode), where no process
    /// can listen. The
    /// processes poll in any case; without notifications a waiter learns of the end up to 250 ms later.</remarks>
    public bool UseNotifications { get; init; } = true;

    /// <summary>The name of the table without quotes, split. Throws for names that would need them.</summary>
    internal (string Quoted, string Channel) Names()
    {
        if (Table is null || !TableName().IsMatch(Table))
            throw new ArgumentException(
                "The table must be named by lower-case letters, digits and underscores, with at most one schema before it.", nameof(Table));
        return (string.Join('.', Table.Split('.').Select(part => $"\"{part}\"")), Table.Replace('.', '_'));
    }

    [GeneratedRegex(@"\A([a-z_][a-z0-9_]{0,50}\.)?[a-z_][a-z0-9_]{0,50}\z")]
    private static partial Regex TableName();
}
