using System.Net.Sockets;
using Npgsql;
using RefreshRace.Distributed;

namespace RefreshRace.Postgres;

/// <summary>What went wrong, in words that say what to do. The server's own text stays in the inner exception.</summary>
internal static class PostgresErrors
{
    internal static bool Knows(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException;

    internal static FlightEngineException From(Exception exception, string table) => exception is PostgresException { SqlState: var code }
        ? FromServer(exception, code, table)
        : new(FlightEngineProblem.Unreachable, "PostgreSQL is unreachable: no connection could be made, or it broke.", exception);

    private static FlightEngineException FromServer(Exception exception, string code, string table) => code switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => new(
            FlightEngineProblem.Misconfigured,
            $"The table {table} of distributed flights does not exist in this database. Run schema.sql of RefreshRace.Postgres, or call "
            + $"{nameof(PostgresFlightStore)}.{nameof(PostgresFlightStore.EnsureCreatedAsync)}.",
            exception),
        PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DatatypeMismatch => new(
            FlightEngineProblem.Misconfigured, $"The table {table} has other columns than schema.sql of RefreshRace.Postgres says.",
                exception),
        PostgresErrorCodes.InsufficientPrivilege => new(
            FlightEngineProblem.Misconfigured, $"The user of the connection needs SELECT, INSERT, UPDATE and DELETE on the table {table}.",
                exception),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            or PostgresErrorCodes.InvalidCatalogName => new(
            FlightEngineProblem.Misconfigured, "PostgreSQL refused the connection: the database, the user or the password is wrong.",
                exception),
        PostgresErrorCodes.ReadOnlySqlTransaction => new(
            FlightEngineProblem.ReadOnly,
                "PostgreSQL is read-only: the connection leads to a standby, or the database does not allow writing.", exception),
        PostgresErrorCodes.DiskFull => new(FlightEngineProblem.ReadOnly, "PostgreSQL cannot write: its disk is full.", exception),

        // Classes 08, 53, 57 and 58: connection, resources, shutdown, the system. 40 and 55: the attempt lost against another one.
        _ when code[..2] is "08" or "53" or "57" or "58" or "40" or "55" => new(
            FlightEngineProblem.Unreachable, $"PostgreSQL does not take the call at the moment (SQLSTATE {code}).", exception),
        _ => new(FlightEngineProblem.Misconfigured, $"PostgreSQL refused a statement of RefreshRace.Postgres (SQLSTATE {code}).",
            exception),
    };
}
