namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0010 where the failure arrives: behind the try, after a helper's test of the answer, in a sign-in as nobody.</summary>
public sealed class ArrivalTests
{
    private const string Catch = "SessionDestroyed catch: destroys the session";

    private const string If = "SessionDestroyed if: destroys the session";

    private const string Members = """
        private static readonly HttpClient Http = new();
        private Task AuthAnonymousAsync() => Task.CompletedTask;
        private Task ContinueAsGuestAsync() => Task.CompletedTask;
        public interface ISessions { Task UpsertSessionAsync(int user, Tokens tokens); }
        private ISessions _sessions;
        public sealed class Profile { public string Name { get; set; } }
        public Profile CurrentUser { get; set; }
        public sealed class Account { public string RefreshToken { get; set; } }
        public Account CurrentAccount { get; set; }
        public static class Checker
        {
            public static bool TryTake(TokenAnswer answer, out Tokens tokens) { tokens = new Tokens(); return answer.Error == null; }
            public static bool HasFailed(TokenAnswer answer) => answer.IsError;
            public static bool IsInvalidGrant(TokenAnswer answer) => answer.Error == "invalid_grant";
        }
        """;

    [Theory]
    [InlineData("await store.SaveAsync(null);")]
    [InlineData("await _sessions.UpsertSessionAsync(1, null);")]
    [InlineData("await store.ClearAsync();")]
    [InlineData("_tokens = null;")]
    [InlineData("await AuthAnonymousAsync();")]
    [InlineData("await ContinueAsGuestAsync();")]
    [InlineData("CurrentAccount = null;")]
    public void SessionThatEndsBehindTheTry_WhereOnlyFailuresArrive_IsReported(string end) => Assert.Equal([Catch], Judged.In(Judged.Method($$"""
        try { var fresh = await /*1*/client.RefreshAsync(_tokens.RefreshToken); await store.SaveAsync(fresh); return fresh; }
        catch (Exception e) { logger.LogError(e, ""); }
        {{end}}
        throw new ApiException("sign in");
        """, "async Task<Tokens> GetAsync()", Members)));

    [Fact]
    public void SessionThatEndsBehindTheBlockAroundTheTry_IsReported() => Assert.Equal([Catch], Judged.In(Judged.Method("""
        if (_tokens is not null)
        {
            try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
            catch (Exception e) { logger.LogError(e, ""); }
        }

        await store.ClearAsync();
        throw new ApiException("sign in");
        """, "async Task<Tokens> GetAsync()", Members)));

    // What the failure left unset is tested behind the try.
    [Theory]
    [InlineData("var done = false;", "done = true;", "", "if (!done) { await store.ClearAsync(); }", Catch)]
    [InlineData("var failed = false;", "", "failed = true;", "if (failed) { await store.ClearAsync(); }", Catch)]
    [InlineData("Exception error = null;", "", "error = e;", "if (error is not null) { await store.ClearAsync(); }", Catch)]
    [InlineData("var done = false;", "done = true;", "", "if (done is false && _tokens is null == false) { await store.ClearAsync(); }", null)]
    [InlineData("var done = false;", "done = true;", "", "if (done) { await store.ClearAsync(); }", null)]
    public void FlagOfTheFailure_IsFollowed(string before, string inTry, string inCatch, string after, string? expected) => Assert.Equal(expected is null ? [] : [expected], Judged.In(Judged.Method($$"""
        {{before}}
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); {{inTry}} }
        catch (Exception e) { logger.LogError(e, ""); {{inCatch}} }
        {{after}}
        """, "async Task RefreshAsync()", Members)).Where(found => found.StartsWith("SessionDestroyed", StringComparison.Ordinal)));

    [Theory]
    [InlineData("CurrentUser = new Profile();")] // What is shown, not what proves who somebody is.
    [InlineData("await store.SaveAsync(_tokens);")] // The session is written as it is.
    [InlineData("if (ct.CanBeCanceled) { await store.ClearAsync(); }")] // Because of something else.
    public void NothingThatEndsASession_BehindTheTry_IsSilent(string statement) => Assert.DoesNotContain(Catch, Judged.In(Judged.Method($$"""
        try { var fresh = await /*1*/client.RefreshAsync(_tokens.RefreshToken); await store.SaveAsync(fresh); return fresh; }
        catch (Exception e) { logger.LogError(e, ""); }
        {{statement}}
        throw new ApiException("sign in");
        """, "async Task<Tokens> GetAsync(CancellationToken ct)", Members)));

    // A success comes there as well: the sign-out is about both.
    [Fact]
    public void StatementBehindATry_ThatASuccessReachesToo_IsSilent() => Assert.DoesNotContain(Catch, Judged.In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception e) { logger.LogError(e, ""); }
        await store.ClearAsync();
        """, "async Task SignOutAsync()", Members)));

    [Theory]
    [InlineData("if (!Checker.TryTake(answer, out var tokens)) { await store.ClearAsync(); return; }")]
    [InlineData("if (Checker.HasFailed(answer)) { await store.ClearAsync(); return; }")]
    [InlineData("if (Checker.TryTake(answer, out var tokens)) { _tokens = tokens; } else { await AuthAnonymousAsync(); }")]
    public void AnswerThatAHelperTests_AndASessionThatEnds_IsReported(string branch) => Assert.Equal([If], Judged.In(Judged.Method($$"""
        var answer = await /*1*/client.RequestAsync(_tokens.RefreshToken);
        {{branch}}
        _tokens = new Tokens { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken };
        """, "async Task RefreshAsync()", Members)).Where(found => found.StartsWith("SessionDestroyed if", StringComparison.Ordinal)));

    [Theory]
    [InlineData("if (!await /*2*/RefreshAsync()) { await store.ClearAsync(); }")]
    [InlineData("if (await /*2*/RefreshAsync() == false) { await store.ClearAsync(); }")]
    [InlineData("if (await /*2*/RefreshAsync()) { return; } else { await AuthAnonymousAsync(); }")]
    public void AnswerThatIsTestedWhereItIsAwaited_AndASessionThatEnds_IsReported(string caller) => Assert.Equal([If], Judged.In(Judged.Method(caller, "async Task GetAsync()", Members + """
        private async Task<bool> RefreshAsync() { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return _tokens is not null; }
        """)));

    // The helper asks for the server's definite word.
    [Fact]
    public void AnswerThatAHelperTestsForARejection_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        var answer = await /*1*/client.RequestAsync(_tokens.RefreshToken);
        if (Checker.IsInvalidGrant(answer)) { await store.ClearAsync(); throw new ApiException("sign in"); }
        if (answer.IsError) { throw new ApiException(answer.Error); }
        _tokens = new Tokens { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken };
        """, "async Task RefreshAsync()", Members)));
}
