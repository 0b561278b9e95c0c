namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>
/// Refreshing members of every kind: what they are, where their token comes from, which tests stand before the exchange, and where the
/// answer is stored. Combinations that make no sense do not compile, and are left out by who uses them.
/// </summary>
internal static class MemberMatrix
{
    private static readonly string[] s_kinds = ["async", "value", "sync", "static", "local", "lambda", "explicit", "virtual", "generic", "arrow"];
    private static readonly string[] s_tokens = ["parameter", "object", "text", "tokens", "loaded", "loadedText", "map"];
    private static readonly string[] s_tests = ["none", "null", "refuse", "empty", "expiry", "helper", "cancelled"];
    private static readonly string[] s_stores = ["none", "field", "direct", "save", "both", "signOut", "nothing", "map"];

    public static IEnumerable<Member> All() =>
        from kind in s_kinds
        from token in s_tokens
        from test in s_tests
        from store in s_stores
        from result in new[] { "Tokens", "string", "none" }
        let source = new MemberSource(kind, token, test, store, result)
        where source.MakesSense
        select new Member($"{kind}, token {token}, test {test}, store {store}, gives {result}", source.Class);
}

/// <param name="Kind">What it is, for a message.</param>
/// <param name="Class">The text of a class called <c>Subject#</c>, with <c>#</c> for its number.</param>
internal sealed record Member(string Kind, string Class);
