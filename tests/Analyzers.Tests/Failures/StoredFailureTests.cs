namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0010: a failure that became null is stored over the tokens; a session that ends where only a failure arrives.</summary>
public sealed class StoredFailureTests
{
    private const string NullOnFailure = """
        private async Task<Tokens> ExchangeAsync(string refreshToken)
        {
            try { return await /*1*/client.RefreshAsync(refreshToken); }
            catch (HttpRequestException) { }
            return null;
        }
        """;

    private const string ThrowsOnFailure = """
        private async Task<Tokens> ExchangeAsync(string refreshToken)
        {
            try { return await /*1*/client.RefreshAsync(refreshToken); }
            catch (InvalidGrantException) { return null; }
        }
        """;

    [Theory]
    [InlineData("_tokens = await /*2*/ExchangeAsync(_tokens.RefreshToken);")]
    [InlineData("var renewed = await /*2*/ExchangeAsync(_tokens.RefreshToken); _tokens = renewed; await store.SaveAsync(_tokens);")]
    [InlineData("var old = _tokens.RefreshToken; var renewed = await /*2*/ExchangeAsync(old); _tokens = renewed;")]
    public void Null_OverThePresentedTokens_IsReported(string body) => Assert.Contains(
        "SessionDestroyed _tokens: stores null over the session",
        Judged.In(Judged.Method(body, "async Task RenewAsync()", NullOnFailure)));

    [Theory]
    // The caller looks at what it got.
    [InlineData("var renewed = await /*2*/ExchangeAsync(_tokens.RefreshToken); if (renewed is not null) { _tokens = renewed; }")]
    [InlineData("_tokens = await /*2*/ExchangeAsync(_tokens.RefreshToken) ?? _tokens;")]
    [InlineData("_tokens = await /*2*/ExchangeAsync(_tokens.RefreshToken) ?? throw new InvalidOperationException();")]
    // What is stored to never held the presented token.
    [InlineData("_last = await /*2*/ExchangeAsync(_tokens.RefreshToken);")]
    // A member of null throws before anything is stored.
    [InlineData("_refreshToken = (await /*2*/ExchangeAsync(_refreshToken)).RefreshToken;")]
    public void NullThatIsNotStored_OverTheSession_IsSilent(string body) => Assert.DoesNotContain(
        "stores null over the session",
        string.Join('\n', Judged.In(Judged.Method(body, "async Task RenewAsync()", NullOnFailure + "private Tokens _last;"))));

    /// <summary>Only a definitive rejection becomes null; whatever else goes wrong is thrown.</summary>
    [Fact]
    public void NullForARejectionAlone_IsSilent() => Assert.DoesNotContain(
        "stores null over the session",
        string.Join('\n', Judged.In(Judged.Method("_tokens = await /*2*/ExchangeAsync(_tokens.RefreshToken);", "async Task RenewAsync()", ThrowsOnFailure))));

    [Theory]
    [InlineData("if (answer.IsSuccessStatusCode) { _refreshToken = await answer.Content.ReadAsStringAsync(); return true; } logger.LogWarning(\"\");")]
    [InlineData("if (answer.IsSuccessStatusCode) { _refreshToken = await answer.Content.ReadAsStringAsync(); return true; } else { logger.LogWarning(\"\"); }")]
    [InlineData("if (!answer.IsSuccessStatusCode) { logger.LogWarning(\"\"); } else { _refreshToken = await answer.Content.ReadAsStringAsync(); return true; }")]
    [InlineData("if (answer.IsSuccessStatusCode) { var text = await answer.Content.ReadAsStringAsync(); if (text != \"\") { _refreshToken = text; return true; } } else { logger.LogWarning(\"\"); }")]
    public void SessionThatEnds_WhereTheSuccessHasLeft_IsReportedOnce(string rest) => Assert.Single(
        Judged.In(Judged.Method(
            $$"""
            try
            {
                var answer = await /*1*/Http.PostAsync("/oauth/token", new StringContent(_refreshToken));
                {{rest}}
            }
            catch (Exception e) { logger.LogError(e, ""); }

            await store.ClearAsync();
            return false;
            """,
            "async Task<bool> RefreshAsync()",
            "private static readonly HttpClient Http = new();")),
        "SessionDestroyed if: destroys the session");

    /// <summary>A success gets to the clearing as well: what is cleared is cleared whatever the provider said.</summary>
    [Fact]
    public void StateThatIsClearedAfterASuccessToo_IsSilent() => Assert.DoesNotContain(
        "SessionDestroyed if: destroys the session",
        Judged.In(Judged.Method(
            """
            var answer = await /*1*/Http.PostAsync("/oauth/token", new StringContent(_refreshToken));
            if (answer.IsSuccessStatusCode) { logger.LogWarning("renewed"); } else { logger.LogWarning("failed"); }
            await store.ClearAsync();
            return answer.IsSuccessStatusCode;
            """,
            "async Task<bool> RefreshAsync()",
            "private static readonly HttpClient Http = new();")));

    private const string TokenForCallers = """
        private async Task<bool> EnsureTokenAsync()
        {
            if (_tokens is null) { return false; }
            return await /*2*/RefreshSessionAsync(_tokens.RefreshToken);
        }

        private async Task<bool> RefreshSessionAsync(string refreshToken)
        {
            try { _tokens = await /*1*/client.RefreshAsync(refreshToken); return true; }
            catch (Exception e) { logger.LogError(e, ""); return false; }
        }

        private void SignOut() => _tokens = null;
        """;

    /// <summary>The outcome of the refresh is handed on as it is by a member whose name speaks of a token alone.</summary>
    [Fact]
    public void SignOut_AfterAnOutcomeThatIsHandedOn_IsReported() => Assert.Contains(
        "SessionDestroyed if: destroys the session",
        Judged.In(Judged.Method("if (await /*3*/EnsureTokenAsync()) { return _tokens.AccessToken; } SignOut(); return null;", "async Task<string> GetAsync()", TokenForCallers)));
}
