using RefreshRace.Distributed;
using StackExchange.Redis;

namespace RefreshRace.Redis;

/// <summary>What went wrong, in words that say what to do. The server's own text stays in the inner exception.</summary>
internal static class RedisErrors
{
    internal static bool Knows(Exception exception) => exception is RedisException or RedisTimeoutException or ObjectDisposedException;

    internal static FlightEngineException From(Exception exception) => exception switch
    {
        RedisServerException { Message: var message } => FromServer(exception, message),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => new(
            FlightEngineProblem.Misconfigured, "Redis refused the connection: the user or the password is wrong.", exception),
        RedisCommandException =>
            new(FlightEngineProblem.Misconfigured,
            "The connection to Redis does not allow scripts (EVAL), or leads to a proxy without them.", exception),
        _ => new(FlightEngineProblem.Unreachable,
            "Redis is unreachable: no connection could be made, it broke, or no answer came in time.", exception),
    };

    private static FlightEngineException FromServer(Exception exception, string message)
    {
        if (Says(message, "READONLY", "read only replica", "MISCONF", "NOREPLICAS", "OOM"))
            return new(FlightEngineProblem.ReadOnly,
                "Redis does not write: the connection leads to a replica, or the server has no memory, disk or replica left.", exception);
        if (Says(message, "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY ", "MOVED", "ASK "))
            return new(FlightEngineProblem.Unreachable, "Redis does not take the call at the moment: it is starting, moving or busy.",
                exception);
        return new(
            FlightEngineProblem.Misconfigured,
            "Redis refused a script of RefreshRace.Redis. It needs EVAL and EVALSHA, and in scripts TIME, HMGET, HSET, DEL, PEXPIRE and "
            + "PUBLISH, on a server from version 5; "
            + "without scripts no call would be atomic.",
            exception);
    }

    private static bool Says(string message, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (message.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
