namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0002: what a handler, a helper or a caller does with the failure decides, not the catch alone.</summary>
public sealed class SwallowArrivalTests
{
    private const string GoesOn = "Swallowed catch: goes on as if it had succeeded";

    private const string Returns = "Swallowed if: returns as if it had succeeded";

    private const string Http = "private static readonly HttpClient Http = new();";

    [Theory]
    [InlineData("if (!response.IsSuccessStatusCode) { if (response.StatusCode == HttpStatusCode.BadRequest) return; throw new ApiException(\"\"); }")]
    [InlineData("if (response.StatusCode == HttpStatusCode.BadRequest) { logger.LogWarning(\"rejected\"); return; } response.EnsureSuccessStatusCode();")]
    public void RejectionThatReturnsFromARefreshWithoutAnAnswer_IsReported(string branch) => Assert.Equal([Returns], In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{branch}}
        await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>());
        """, "async Task RefreshAsync()", Http)));

    [Theory]
    [InlineData("{ await store.ClearAsync(); return; }", "async Task RefreshAsync()")] // A dead token is forgotten, and on purpose.
    [InlineData("{ NeedsSignIn = true; return; }", "async Task RefreshAsync()")] // Somebody can ask.
    [InlineData("return false;", "async Task<bool> RefreshAsync()")] // The caller is told.
    public void RejectionThatIsToldOrActedOn_IsSilent(string branch, string signature) => Assert.Empty(In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (response.StatusCode == HttpStatusCode.BadRequest) {{branch}}
        response.EnsureSuccessStatusCode();
        await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>());
        {{(signature.Contains("<bool>", StringComparison.Ordinal) ? "return true;" : "")}}
        """, signature, Http + "public bool NeedsSignIn { get; set; }")));

    [Fact]
    public void RejectionThatACatchPassesOver_IsReported() => Assert.Equal([GoesOn], In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (InvalidGrantException) { logger.LogWarning("rejected"); }
        """, "async Task RefreshAsync()")));

    [Fact]
    public void BareCatch_BeforeAnOlderTokenIsTried_IsReported() => Assert.Equal([GoesOn], In(Judged.Method("""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch { }
        if (_refreshToken.Length == 0) throw new ApiException("no token");
        return await client.RefreshAsync(_refreshToken);
        """, "async Task<Tokens> GetAsync()")));

    [Theory]
    [InlineData("private static void Note(object sender, Exception e) => Console.WriteLine(e);", "catch (Exception e) { Note(this, e); return false; }", true)]
    [InlineData("private static void Note(string text, Exception e) { var line = text + e.Message; Console.WriteLine(line); }", "catch (Exception e) { Note(\"\", e); return false; }", true)]
    [InlineData("private static void OnError(Exception e) => Console.WriteLine(e);", "catch (Exception e) { OnError(e); return false; }", true)]
    [InlineData("private void Note(Exception e) => Last = e; public Exception Last;", "catch (Exception e) { Note(e); return false; }", false)] // Kept.
    [InlineData("private void Note(Exception e) { Console.WriteLine(e); Failed?.Invoke(this, e); } public event EventHandler<Exception> Failed;", "catch (Exception e) { Note(e); return false; }", false)] // Raised.
    [InlineData("private static void Note(Exception e) { Console.WriteLine(e); throw e; }", "catch (Exception e) { Note(e); return false; }", false)] // Thrown.
    public void HelperThatIsHandedTheException_IsLookedInto(string helper, string clause, bool isReported) => Assert.Equal(isReported ? ["Swallowed catch: returns false"] : [], In(Judged.Method($$"""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        {{clause}}
        """, "async Task<bool> RefreshAsync()", helper)));

    [Fact]
    public void TypeThatTheMemberBelowThrows_IsWhereItsFailureEnds() => Assert.Equal(["Swallowed catch: returns null"], In(Judged.Method("""
        try { return await /*2*/RenewAsync(); }
        catch (FormatException) { return null; }
        """, "async Task<Tokens> RefreshAsync()", Http + """
        private async Task<Tokens> RenewAsync()
        {
            var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
            if (!response.IsSuccessStatusCode) throw new FormatException("refused");
            return await response.Content.ReadFromJsonAsync<Tokens>();
        }
        """)));

    // A plain send of HttpClient throws none of it; the other call in the try does.
    [Fact]
    public void TypeThatTheRefreshCannotThrow_IsAboutAnotherCall() => Assert.Empty(In(Judged.Method("""
        try { await /*2*/RenewAsync(); return Fetch(_tokens.AccessToken); }
        catch (ApiException) { return null; }
        """, "async Task<string> RefreshAndFetchAsync()", Http + """
        private async Task RenewAsync()
        {
            var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
            response.EnsureSuccessStatusCode();
            _tokens = await response.Content.ReadFromJsonAsync<Tokens>();
        }

        private static string Fetch(string token) => throw new ApiException(token);
        """)));

    [Theory]
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); }", "", false)] // One item: the next follows, and its cause is in the log.
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); continue; }", "Console.WriteLine(account);", false)]
    [InlineData("catch (Exception) { logger.LogWarning(\"no\"); }", "", true)] // The cause is lost.
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); }", "await SendAsync(account);", true)] // Something goes on with the old token.
    public void ItemOfALoop(string clause, string after, bool isReported) => Assert.Equal(isReported ? [GoesOn] : [], In(Judged.Method($$"""
        foreach (var account in accounts)
        {
            try { await store.SaveAsync(await /*1*/client.RefreshAsync(account)); }
            {{clause}}
            {{after}}
        }
        """, "async Task RefreshAllAsync(string[] accounts)", "private static Task SendAsync(string account) => Task.CompletedTask;")));

    [Theory]
    [InlineData("foreach (var account in accounts) { await RefreshOneAsync(account); }", false)]
    [InlineData("foreach (var account in accounts) { await RefreshOneAsync(account); await SendAsync(account); }", true)]
    [InlineData("await RefreshOneAsync(accounts[0]); await SendAsync(accounts[0]);", true)]
    public void ItemOfALoop_InAMemberOfItsOwn(string caller, bool isReported) => Assert.Equal(isReported ? [GoesOn] : [], In($$"""
        public sealed class Rounds(ITokenClient client, ITokenStore store, ILogger logger)
        {
            public async Task RoundAsync(string[] accounts) { {{caller}} }

            private async Task RefreshOneAsync(string account)
            {
                try { await store.SaveAsync(await /*1*/client.RefreshAsync(account)); }
                catch (Exception e) { logger.LogError(e, ""); }
            }

            private static Task SendAsync(string account) => Task.CompletedTask;
        }
        """));

    // The object that a member is called on is no answer before it has been called.
    [Fact]
    public void TestOfTheNextItem_BeforeItIsRefreshed_IsNoBranchOnTheAnswer() => Assert.Empty(In("""
        public sealed class User
        {
            public bool Expired { get; set; }
            public string RefreshToken { get; set; }
            public Task RefreshAsync(ITokenClient client) => client.RefreshAsync(RefreshToken);
        }

        public sealed class Rounds(ITokenClient client, ILogger logger)
        {
            public async Task RoundAsync(User[] users)
            {
                foreach (var user in users)
                {
                    if (user.Expired || user.RefreshToken is null) { logger.LogWarning("not signed in"); continue; }
                    await /*1*/user.RefreshAsync(client);
                }
            }
        }
        """));

    [Theory]
    [InlineData("if (!await RefreshAsync()) { throw new ApiException(\"sign in\"); }", "logger.LogError(e, \"\");", false)]
    [InlineData("var renewed = await RefreshAsync(); if (!renewed) { throw new ApiException(\"sign in\"); }", "logger.LogError(e, \"\");", false)]
    [InlineData("if (!await RefreshAsync()) { throw new ApiException(\"sign in\"); }", "", true)] // Nothing says why.
    [InlineData("await RefreshAsync();", "logger.LogError(e, \"\");", true)] // Nobody asks.
    [InlineData("if (!await RefreshAsync()) { await store.ClearAsync(); }", "logger.LogError(e, \"\");", true)] // The user pays for it.
    public void FalseOfAPrivateMember(string caller, string log, bool isReported) => Assert.Equal(isReported ? ["Swallowed catch: returns false"] : [], In($$"""
        public sealed class Session(ITokenClient client, ITokenStore store, ILogger logger)
        {
            private Tokens _tokens = new();

            public async Task<string> GetAsync() { {{caller}} return _tokens.AccessToken; }

            private async Task<bool> RefreshAsync()
            {
                try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
                catch (Exception e) { {{log}} return false; }
            }
        }
        """));

    // The sender of the request gets the refusal itself.
    [Theory]
    [InlineData("if (response.StatusCode != HttpStatusCode.Unauthorized) { return response; }", "")]
    [InlineData("", "response.StatusCode == HttpStatusCode.Unauthorized && ")]
    public void HandlerThatReturnsTheAnswerThatWasRefused_IsSilent(string before, string test) => Assert.Empty(In($$"""
        public sealed class Handler(ITokenClient client, ITokenStore store) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var response = await base.SendAsync(request, cancellationToken);
                {{before}}
                if ({{test}}await /*2*/RefreshAsync() is { IsError: false } answer)
                {
                    request.Headers.Authorization = new("Bearer", answer.AccessToken);
                    response = await base.SendAsync(request, cancellationToken);
                }

                return response;
            }

            private async Task<TokenAnswer> RefreshAsync() => await /*1*/client.RequestAsync((await store.GetAsync()).RefreshToken);
        }
        """));

    [Fact]
    public void HandlerThatSendsWithTheOldToken_IsReported() => Assert.Equal(["Swallowed if: goes on as if it had succeeded"], In("""
        public sealed class Handler(ITokenClient client, ITokenStore store, ILogger logger) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var answer = await /*1*/client.RequestAsync((await store.GetAsync()).RefreshToken);
                if (answer.IsError) { logger.LogWarning("refresh failed"); }
                else { request.Headers.Authorization = new("Bearer", answer.AccessToken); }
                return await base.SendAsync(request, cancellationToken);
            }
        }
        """));

    // The try is through long before the delegate runs, or the delegate's task is nobody's.
    [Theory]
    [InlineData("_timer = new Timer(async _ => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken));")]
    [InlineData("Renew = async () => { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); };")]
    [InlineData("ThreadPool.QueueUserWorkItem(async _ => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken));")]
    [InlineData("OnExpired(() => _tokens = /*1*/client.Refresh(_tokens.RefreshToken));")]
    [InlineData("Each(async () => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken));")]
    public void DelegateThatRunsLater_FailsOutsideTheTry(string statement) => Assert.Empty(In(Judged.Method($$"""
        try { {{statement}} return true; }
        catch (Exception) { return false; }
        """, "bool Start()", Delegates)));

    [Theory]
    [InlineData("Run(() => _tokens = /*1*/client.Refresh(_tokens.RefreshToken));")]
    [InlineData("RunSync(async () => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken));")]
    [InlineData("Task.Run(async () => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken)).Wait();")]
    [InlineData("_ = new Lazy<Task<Tokens>>(() => /*1*/client.RefreshAsync(_tokens.RefreshToken)).Value.Result;")]
    [InlineData("Task.WhenAll(new[] { 1 }.Select(_ => /*1*/client.RefreshAsync(_tokens.RefreshToken))).Wait();")]
    public void DelegateThatRunsNow_FailsInTheTry(string statement) => Assert.Equal(["Swallowed catch: returns false"], In("using System.Linq;" + Judged.Method($$"""
        try { {{statement}} return true; }
        catch (Exception) { return false; }
        """, "bool Start()", Delegates)));

    // The console of the browser is a log; another function of the page may be anything.
    [Theory]
    [InlineData("console.warn", true)]
    [InlineData("app.showError", false)]
    public void FailureThatGoesToTheBrowsersConsole_IsOnlyLogged(string function, bool isReported) =>
        Assert.Equal(isReported ? ["Swallowed catch: returns false"] : [], In(Judged.Method($$"""
            try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
            catch (Exception e) { await _page.InvokeAsync("{{function}}", $"failed: {e.Message}"); return false; }
            """,
            "async Task<bool> RefreshAsync()",
            "public interface IPage { Task<bool> InvokeAsync(string function, object argument); } private IPage _page;")));

    private const string Delegates = """
        private Timer _timer;
        public Func<Task> Renew { get; set; }
        private static void OnExpired(Action work) { }
        private static void Each(Func<Task> work) { }
        private static void Run(Action work) => work();
        private static void RunSync(Func<Task> work) => work().GetAwaiter().GetResult();
        """;

    private static IEnumerable<string> In(string source) => Judged.In(source).Where(found => found.StartsWith("Swallowed", StringComparison.Ordinal));
}
