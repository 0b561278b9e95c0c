namespace RefreshRace.Postgres;

/// <summary>
/// The statements of a store, each of them one transaction of its own. The parameters are $1 purpose, $2 hash, $3 owner and so on.
/// statement_timestamp() is the
/// server's clock at the time the statement came in: a statement that then waits for a lock sees leases a little longer than they are,
/// which is the safe side.
/// </summary>
internal sealed class FlightStatements
{
    private const string Columns = "f.state, f.owner, f.runs, extract(epoch from f.lease_ends - statement_timestamp())::float8, f.payload";

    private const string After = "state, owner, runs, extract(epoch from lease_ends - statement_timestamp())::float8, payload";

    /// <summary>The row is alive, and in one of these states.</summary>
    private const string IsAlive = "f.expires > statement_timestamp()";

    private const string LeaseHasEnded = "f.lease_ends <= statement_timestamp()";

    /// <summary>A flight may begin, or begin again: nothing is known, it failed, it is in doubt, or its leader died.</summary>
    private const string CanBeLed = $"(not {IsAlive} or (f.owner <> $3 and (f.state in (2, 3) or (f.state = 1 and {LeaseHasEnded}))))";

    internal FlightStatements(string table, string channel, bool notify)
    {
        var notification = notify
            ? $", (select count(*) from (select pg_notify('{channel}', $2) where r.waited_for) n)"
            : "";

        // On a conflict the row is always written, if only with what it holds: so the statement returns what it decided upon, under the
        // row's lock.
        Lead = $"""
            insert into {table} as f (purpose, key_hash, owner, state, runs, waited_for, lease_ends, expires, payload)
            values ($1, $2, $3, 1, 1, false, statement_timestamp() + $4, statement_timestamp() + $4 + $5, '')
            on conflict (purpose, key_hash) do update set
                owner = case when {CanBeLed} or (f.state = 4 and {LeaseHasEnded} and $6) then $3 else f.owner end,
                state = case when {CanBeLed} then 1 else f.state end,
                runs = case when not {IsAlive} or f.state = 2 then 1 when {CanBeLed} then f.runs + 1 else f.runs end,
                waited_for = {IsAlive},
                lease_ends = case when {CanBeLed} or (f.state = 4 and {LeaseHasEnded} and $6)
                    then excluded.lease_ends else f.lease_ends end,
                expires = case when {CanBeLed} or (f.state = 4 and {LeaseHasEnded} and $6) then excluded.expires else f.expires end,
                payload = case when {CanBeLed} then '' else f.payload end
            returning {Columns}
            """;

        Read = $"select {Columns} from {table} f where purpose = $1 and key_hash = $2 and {IsAlive}";

        Renew = $"""
            insert into {table} as f (purpose, key_hash, owner, state, runs, waited_for, lease_ends, expires, payload)
            values ($1, $2, $3, 1, 1, true, statement_timestamp() + $4, statement_timestamp() + $4 + $5, '')
            on conflict (purpose, key_hash) do update set
                owner = case when {IsAlive} then f.owner else $3 end,
                state = case when {IsAlive} then f.state else 1 end,
                lease_ends = case when not {IsAlive} or (f.owner = $3 and f.state = 1) then excluded.lease_ends else f.lease_ends end,
                expires = case when not {IsAlive} or (f.owner = $3 and f.state = 1) then excluded.expires else f.expires end
            returning {Columns}
            """;

        Publish = $"""
            with r as (
                insert into {table} as f (purpose, key_hash, owner, state, runs, waited_for, lease_ends, expires, payload)
                values ($1, $2, $3, $4, 1, true, statement_timestamp() + $5, statement_timestamp() + $6, $7)
                on conflict (purpose, key_hash) do update set
                    owner = case when f.state >= 4 and {IsAlive} then f.owner else $3 end,
                    state = case when f.state >= 4 and {IsAlive} then f.state else $4 end,
                    lease_ends = case when f.state >= 4 and {IsAlive} then f.lease_ends else excluded.lease_ends end,
                    expires = case when f.state >= 4 and {IsAlive} then f.expires else excluded.expires end,
                    payload = case when f.state >= 4 and {IsAlive} then f.payload else $7 end
                returning f.*)
            select {After}{notification} from r
            """;

        Fail = $"""
            with r as (
                update {table} f set
                    state = case when f.owner = $3 and f.state = 1 then $4 else f.state end,
                    lease_ends = case when f.owner = $3 and f.state = 1 then statement_timestamp() else f.lease_ends end,
                    expires = case when f.owner = $3 and f.state = 1 then statement_timestamp() + $6 else f.expires end,
                    payload = case when f.owner = $3 and f.state = 1 then $7 else f.payload end
                where purpose = $1 and key_hash = $2 and {IsAlive}
                returning f.*)
            select {After}{notification} from r
            """;

        Settle = $"""
            with r as (
                update {table} f set
                    state = case when $4 then 5 else 4 end,
                    lease_ends = statement_timestamp(),
                    expires = case when $4 then statement_timestamp() + $5 else f.expires end
                where purpose = $1 and key_hash = $2 and owner = $3 and state = 4 and {IsAlive}
                returning f.*)
            select {After}{notification} from r
            """;

        // In small pieces and around locked rows, so that it holds nobody up.
        Sweep = $"""
            delete from {table} where (purpose, key_hash) in (
                select purpose, key_hash from {table} where expires < statement_timestamp() limit 500 for update skip locked)
            """;

        Verify = $"""
            select coalesce(bool_and(has_table_privilege(to_regclass('{table}'), p)), false), pg_is_in_recovery()
            from unnest(array['select', 'insert', 'update', 'delete']) p where to_regclass('{table}') is not null
            """;
    }

    internal string Lead { get; }

    internal string Read { get; }

    internal string Renew { get; }

    internal string Publish { get; }

    internal string Fail { get; }

    internal string Settle { get; }

    internal string Sweep { get; }

    internal string Verify { get; }
}
