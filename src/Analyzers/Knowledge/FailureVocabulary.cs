namespace RefreshRace.Analyzers.Knowledge;

/// <summary>The words by which people name sessions, failures and what is done to them. Names are evidence here only beside structure: a catch around a refresh, a branch on its result.</summary>
internal static class FailureVocabulary
{
    private static readonly string[] Session =
    {
        "token", "session", "credential", "auth", "cookie", "login", "logon", "signin", "jwt", "bearer", "identity", "principal", "oauth", "oidc",
    };

    private static readonly string[] Refreshing = { "refresh", "renew", "rotate", "reauth", "exchange" };

    private static readonly string[] Ending =
    {
        "logout", "logoff", "signout", "signoff", "rejectprincipal", "loggedout", "signedout", "endsession", "killsession", "forcelogin", "deauthenticate", "unauthenticate",
    };

    private static readonly string[] Removing = { "clear", "remove", "delete", "reset", "invalidate", "purge", "wipe", "forget", "erase", "drop", "expire", "revoke", "destroy", "discard", "abandon", "unset", "evict", "terminate" };

    private static readonly string[] Logging =
    {
        "trace", "debug", "console", "telemetry", "sentry", "insights", "diagnostic", "crash", "bugsnag", "raygun", "rollbar", "metric", "activity", "counter", "audit",
    };

    private static readonly string[] LogVerbs =
    {
        "log", "write", "warn", "error", "info", "debug", "trace", "fatal", "verbose", "track", "capture", "record", "print", "addexception", "setstatus", "settag", "critical",
    };

    private static readonly string[] Failing = { "error", "exception", "fail", "reason", "fault", "problem" };

    private static readonly string[] Telling =
    {
        "setexception", "trysetexception", "failfast", "rethrow", "throw", "fail", "failure", "fromexception", "fault", "reject", "challenge", "unauthorized", "forbid", "onerror", "problem", "badrequest", "abort", "redirect",
    };

    private static readonly string[] Rejection =
    {
        "invalid_grant", "invalidgrant", "invalid_token", "invalidtoken", "invalidrefresh", "badrefresh", "bad_refresh", "revoked", "rejected", "definitive", "permanent", "token_expired", "expired_token", "tokenexpired",
        "refreshtokenexpired", "interaction_required", "interactionrequired", "login_required", "loginrequired", "uirequired", "consent_required", "unrecoverable", "refreshtokeninvalid", "tokennotfound", "sessionnotfound",
    };

    private static readonly string[] RejectionExceptions =
    {
        "unauthori", "revoked", "expired", "rejected", "uirequired", "interactionrequired", "loginrequired", "reauth", "notauthenticated", "invalidtoken", "tokeninvalid", "invalidrefresh", "invalidgrant", "securitytoken", "notfound", "forbidden", "consentrequired",
        "accessdenied", "invalidcredential", "signinrequired", "unauthenticated",
    };

    private static readonly string[] NetworkExceptions = { "HttpRequestException", "WebException", "SocketException", "IOException", "TimeoutException", "TimeoutRejectedException" };

    private static readonly string[] RequestExceptions = { "http", "web", "api", "rest", "request", "network", "connection", "transport", "service", "client", "oauth", "oidc", "auth", "token", "refresh", "rpc", "graphql", "server" };

    /// <summary>A name about tokens, sessions or signing in.</summary>
    public static bool IsAboutSession(string name) => Says(name, Session) || Says(name, Refreshing);

    public static bool IsAboutRefresh(string name) => Says(name, Refreshing);

    /// <summary>A name that ends a session by itself, such as <c>SignOutAsync</c>.</summary>
    public static bool EndsSession(string name) => Says(name, Ending) && !Says(name, "url", "path", "uri", "redirect", "page");

    /// <summary>A name that has the user sign in anew, which is the other way to a token.</summary>
    public static bool AsksForSignIn(string name) => Says(name, "interactive", "devicecode", "promptfor", "generatecredential") || StartsWithAny(name, ["login", "signin", "logon"]);

    public static bool Removes(string name) => StartsWithAny(name, Removing);

    /// <summary>A verb of removal that names no part: <c>Clear</c>, <c>ResetAsync</c>, <c>ClearAll</c>.</summary>
    public static bool RemovesAll(string name)
    {
        foreach (var verb in Removing)
        {
            if (name.StartsWith(verb, StringComparison.OrdinalIgnoreCase) && name.Substring(verb.Length) is "" or "Async" or "All" or "AllAsync" or "Data" or "DataAsync" or "State" or "StateAsync")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A token, session or cookie, and not merely the access token: a lost access token costs a refresh, not a sign-in.</summary>
    public static bool IsWholeSession(string name) =>
        Says(name, "token", "session", "credential", "cookie", "jwt", "auth", "oauth", "identity", "principal", "login", "loggedin", "user", "account")
        && (!Says(name, "access", "bearer", "idtoken", "id_token", "author", "csrf", "antiforgery", "cancellationtoken", "useragent") || Says(name, "refresh"));

    /// <summary>A name for what proves who somebody is, not for who that is.</summary>
    public static bool NamesCredential(string name) => Says(name, "token", "session", "credential", "cookie", "jwt", "auth", "login", "loggedin", "ticket");

    /// <summary>A name that signs in as nobody: the session that was there is gone.</summary>
    public static bool SignsInAsNobody(string name) =>
        Says(name, "anonym", "guest") && StartsWithAny(name, ["auth", "login", "signin", "logon", "continueas", "switchto", "fallbackto", "become", "use"]);

    public static bool IsLogType(string name) => Says(name, Logging) || SaysLog(name);

    public static bool IsLogVerb(string name) => StartsWithAny(name, LogVerbs);

    /// <summary><c>ex.ToExceptionless()</c> and what people wrap around it: the name says "exception", and means the service that collects them.</summary>
    public static bool ReportsToExceptionless(string name) => Says(name, "exceptionless");

    public static bool SaysFailure(string name) => Says(name, Failing);

    public static bool Tells(string name) => StartsWithAny(name, Telling) || Says(name, "exception", "unauthorized", "failure", "failed", "error");

    /// <summary>A text or name by which a server or a client says that the token itself is dead.</summary>
    public static bool SaysRejection(string text) => Says(text, Rejection);

    public static bool IsRejectionException(string typeName) => Says(typeName, RejectionExceptions);

    public static bool IsNetworkException(string typeName) => Array.IndexOf(NetworkExceptions, typeName) >= 0;

    public static bool IsRequestException(string typeName) => Says(typeName, RequestExceptions);

    public static bool Says(string name, params string[] words)
    {
        foreach (var word in words)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // "Log" as a word of its own: not in Login, Logout, Dialog or Catalog.
    private static bool SaysLog(string name)
    {
        for (var at = name.IndexOf("log", StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf("log", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var starts = at == 0 || char.IsUpper(name[at]) || name[at - 1] is '_' or ' ';
            var rest = name.Substring(at + 3);
            if (starts && !rest.StartsWith("in", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("o", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("ic", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Starts(string name, params string[] words) => StartsWithAny(name, words);

    private static bool StartsWithAny(string name, string[] words)
    {
        name = name.StartsWith("Try", StringComparison.Ordinal) ? name.Substring(3) : name;
        foreach (var word in words)
        {
            if (name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
