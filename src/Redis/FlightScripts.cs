namespace RefreshRace.Redis;

/// <summary>
/// The scripts of a store. KEYS[1] is the hash of the flight; its fields are o owner, s state, r runs, w waited for, l the end of the lease
/// and x the end of life, both in milliseconds of
/// the server's clock, and p the payload. Each returns state, owner, runs, milliseconds of lease left, and payload.
/// </summary>
internal static class FlightScripts
{
    /// <summary>Writing after TIME needs replication by effects: the default since Redis 5, and the only way since 7.</summary>
    private const string Begin = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local f = redis.call('HMGET', KEYS[1], 'o', 's', 'r', 'l', 'x', 'p', 'w')
        local owner, state, runs, lease, ends, payload, waited = f[1], tonumber(f[2] or 0), tonumber(f[3] or 0),
          tonumber(f[4] or 0), tonumber(f[5] or 0), f[6] or '', f[7]
        if not owner or ends <= now then owner, state, runs, lease, ends, payload, waited = '', 0, 0, now, 0, '', false end
        local function write()
          redis.call('HSET', KEYS[1], 'o', owner, 's', state, 'r', runs, 'l', lease, 'x', ends, 'p', payload)
          redis.call('PEXPIRE', KEYS[1], math.max(ends - now, 1))
        end
        local function answer() return { state, owner, runs, lease - now, payload } end

        """;

    private const string Notify = """
        if waited and ARGV[1] ~= '' then redis.call('PUBLISH', ARGV[1], ARGV[2]) end
        return answer()
        """;

    /// <summary>ARGV: channel, hash, owner, lease, remember, commits.</summary>
    internal const string Lead = Begin + """
        if owner == ARGV[3] then return answer() end
        local led = 0
        if state == 0 or state == 2 then led = 1
        elseif state == 3 or (state == 1 and lease <= now) then led = runs + 1 end
        if led > 0 then
          if state == 0 then redis.call('DEL', KEYS[1]) end
          owner, state, runs, payload = ARGV[3], 1, led, ''
          lease = now + tonumber(ARGV[4])
          ends = lease + tonumber(ARGV[5])
          write()
        elseif state == 4 and lease <= now and ARGV[6] == '1' then
          owner = ARGV[3]
          lease = now + tonumber(ARGV[4])
          ends = lease + tonumber(ARGV[5])
          write()
        elseif not waited then
          redis.call('HSET', KEYS[1], 'w', '1')
        end
        return answer()
        """;

    internal const string Read = Begin + "return answer()";

    /// <summary>ARGV: channel, hash, owner, lease, remember.</summary>
    internal const string Renew = Begin + """
        if state == 0 then owner, state, runs, waited = ARGV[3], 1, 1, '1' redis.call('HSET', KEYS[1], 'w', '1') end
        if owner == ARGV[3] and state == 1 then
          lease = now + tonumber(ARGV[4])
          ends = lease + tonumber(ARGV[5])
          write()
        end
        return answer()
        """;

    /// <summary>ARGV: channel, hash, owner, state, lease, keep for, payload.</summary>
    internal const string Publish = Begin + """
        if state >= 4 then return answer() end
        if state == 0 then waited = '1' end
        owner, state, runs, payload = ARGV[3], tonumber(ARGV[4]), math.max(runs, 1), ARGV[7]
        lease = now + tonumber(ARGV[5])
        ends = now + tonumber(ARGV[6])
        write()

        """ + Notify;

    /// <summary>ARGV: channel, hash, owner, state, lease, keep for, payload.</summary>
    internal const string Fail = Begin + """
        if owner ~= ARGV[3] or state ~= 1 then return answer() end
        state, payload, lease, ends = tonumber(ARGV[4]), ARGV[7], now, now + tonumber(ARGV[6])
        write()

        """ + Notify;

    /// <summary>ARGV: channel, hash, owner, committed, keep for.</summary>
    internal const string Settle = Begin + """
        if owner ~= ARGV[3] or state ~= 4 then return answer() end
        lease = now
        if ARGV[4] == '1' then
          state = 5
          ends = now + tonumber(ARGV[5])
        end
        write()

        """ + Notify;

    /// <summary>Does what the others do, on a key of its own.</summary>
    internal const string Verify = """
        local t = redis.call('TIME')
        redis.call('HSET', KEYS[1], 'o', t[1])
        redis.call('PEXPIRE', KEYS[1], 1000)
        redis.call('DEL', KEYS[1])
        return 1
        """;
}
