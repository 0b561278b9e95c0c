-- The table of RefreshRace.Postgres. One row per flight; a row lives for about a minute, or ten when a process died.
-- It may be dropped when no flight is under way: what is lost then is the memory of refreshes of the last minutes.
create table if not exists refreshrace_flights
(
    purpose    text        not null, -- separates clients and providers
    key_hash   text        not null, -- HKDF of the key, base64url
    owner      uuid        not null, -- the flight that wrote the state
    state      smallint    not null, -- 1 leading, 2 failed, 3 in doubt, 4 published, 5 settled
    runs       integer     not null, -- how many flights have led since the last known outcome
    waited_for boolean     not null, -- whether anybody has to be notified
    lease_ends timestamptz not null,
    expires    timestamptz not null, -- when the row means nothing any more
    payload    bytea       not null, -- sealed: AES-256-GCM under a key derived from the flight's key
    primary key (purpose, key_hash)
);

create index if not exists refreshrace_flights_expires on refreshrace_flights (expires);
