namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0012: the refresh token of the answer is followed, and the presented one must not win over it.</summary>
public sealed class OldTokenTests
{
    private const string Old = "the old one is written in its place";

    private const string Members = """
        private readonly Dictionary<string, Tokens> _rows = new();
        private void Update(string realm, string access, string refresh) => _rows[realm] = new Tokens { AccessToken = access, RefreshToken = refresh };
        private static Tokens Prefer(Tokens answer, string refreshToken) => new() { AccessToken = answer.AccessToken, RefreshToken = refreshToken ?? answer.RefreshToken };
        private static Tokens Fall(Tokens answer, string refreshToken) => new() { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken ?? refreshToken };
        private void Keep(Tokens fresh) { if (_tokens != null) { fresh.RefreshToken = _tokens.RefreshToken; } _tokens = fresh; }
        private void KeepMissing(Tokens fresh) { if (string.IsNullOrEmpty(fresh.RefreshToken)) { fresh.RefreshToken = _tokens.RefreshToken; } _tokens = fresh; }
        """;

    [Theory]
    [InlineData("fresh.RefreshToken = old; _tokens = fresh;")]
    [InlineData("fresh.RefreshToken = _tokens.RefreshToken; await store.SaveAsync(fresh);")]
    [InlineData("_tokens = new Tokens { AccessToken = fresh.AccessToken, RefreshToken = old };")]
    [InlineData("_tokens.AccessToken = fresh.AccessToken; _tokens.RefreshToken = old;")]
    [InlineData("Update(\"\", fresh.AccessToken, old);")]
    [InlineData("if (fresh.AccessToken != null && fresh.RefreshToken != null) { Update(\"\", fresh.AccessToken, _tokens.RefreshToken); }")]
    [InlineData("_tokens = Prefer(fresh, old);")]
    [InlineData("if (fresh != null) { _tokens = Prefer(fresh, old); }")]
    [InlineData("Keep(fresh);")]
    [InlineData("if (fresh.RefreshToken is not null) { fresh.RefreshToken = old; } _tokens = fresh;")]
    public void OldTokenThatWins_IsReported(string use) => Assert.Equal([Old], In(use));

    [Theory]
    [InlineData("fresh.RefreshToken ??= old; _tokens = fresh;")] // Only where none came.
    [InlineData("if (string.IsNullOrEmpty(fresh.RefreshToken)) { fresh.RefreshToken = old; } _tokens = fresh;")]
    [InlineData("if (fresh.RefreshToken is null) fresh.RefreshToken = old; _tokens = fresh;")]
    [InlineData("if (fresh.RefreshToken != null) { _tokens = fresh; } else { fresh.RefreshToken = old; _tokens = fresh; }")]
    [InlineData("_tokens = new Tokens { AccessToken = fresh.AccessToken, RefreshToken = fresh.RefreshToken ?? old };")]
    [InlineData("_tokens = new Tokens { AccessToken = fresh.AccessToken, RefreshToken = fresh.RefreshToken == null ? old : fresh.RefreshToken };")]
    [InlineData("_tokens = Fall(fresh, old);")]
    [InlineData("KeepMissing(fresh);")]
    [InlineData("_tokens = fresh;")]
    [InlineData("Update(\"\", fresh.AccessToken, fresh.RefreshToken);")]
    [InlineData("var kept = old; if (fresh.RefreshToken != null) { kept = fresh.RefreshToken; } Update(\"\", fresh.AccessToken, kept);")]
    public void TokenOfTheAnswerThatWins_IsSilent(string use) => Assert.Empty(In(use));

    // Asked for, and not taken.
    [Fact]
    public void TokenOfTheAnswerThatIsOnlyTested_IsLost() => Assert.Equal(["only the access token of the answer is kept"], In("""
        if (fresh.AccessToken != null && fresh.RefreshToken != null) { await store.SetAccessTokenAsync(fresh.AccessToken); }
        """));

    // The member that is called keeps both, and gives back a copy.
    [Theory]
    [InlineData("await CacheAsync(answer.AccessToken, answer.RefreshToken);", false)]
    [InlineData("await CacheAsync(answer.AccessToken, request.RefreshToken);", true)]
    public void TupleFromAMember_ThatKeepsTheTokens(string keeps, bool isReported) => Assert.Equal(isReported ? ["only the access token of the answer is kept"] : [], Judged.In(Judged.Method("""
        var (worked, answer) = await /*1*/TryRefreshAsync(_tokens);
        return worked ? answer.AccessToken : null;
        """, "async Task<string> GetAsync()", $$"""
        private async Task<(bool Worked, TokenAnswer Answer)> TryRefreshAsync(Tokens request)
        {
            var answer = await client.RequestAsync(request.RefreshToken);
            {{keeps}}
            return (true, answer);
        }

        private static Task CacheAsync(string access, string refresh) => Task.CompletedTask;
        """)).Where(found => found.StartsWith("RotationDiscarded", StringComparison.Ordinal)).Select(found => found.Substring(found.IndexOf(": ", StringComparison.Ordinal) + 2)));

    private static IEnumerable<string> In(string use) => Judged.In(Judged.Method($$"""
        var old = _tokens.RefreshToken;
        var fresh = await /*1*/client.RefreshAsync(old);
        {{use}}
        """, "async Task RenewAsync()", Members))
        .Where(found => found.StartsWith("RotationDiscarded", StringComparison.Ordinal)).Select(found => found.Substring(found.IndexOf(": ", StringComparison.Ordinal) + 2));
}
