namespace RefreshRace.Analyzers.Tests;

/// <summary>The story that the analyzer was written after: a session cookie is the credential, and its renewal is a method whose body is elsewhere.</summary>
public sealed class OriginStoryTests
{
    private const string Sessions = """
        using System;
        using System.Collections.Concurrent;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.Logging;

        public sealed record WorkSession(string AccessToken, string SealedSession, string UserId);
        public interface ISessions
        {
            Task<WorkSession?> AuthenticateAsync(string sealedSession, CancellationToken ct);
            Task<WorkSession> RefreshAsync(string sealedSession, CancellationToken ct);
        }

        """;

    [Fact]
    public Task BeforeThePullRequest() => VerifyCS.VerifyAnalyzerAsync(Sessions + """
        public sealed class RequireAuth(RequestDelegate next, ISessions sessions, ILogger<RequireAuth> logger)
        {
            public async Task InvokeAsync(HttpContext context)
            {
                var token = context.Request.Cookies["session"];
                if (token is null) { context.Response.StatusCode = 401; return; }
                var session = await sessions.AuthenticateAsync(token, context.RequestAborted) ?? await RenewAsync(token, context.RequestAborted);
                {|RR0010:if (session is null)|} { Fail(context); return; }
                context.Response.Cookies.Append("session", session.SealedSession);
                await next(context);
            }

            private async Task<WorkSession?> RenewAsync(string token, CancellationToken ct)
            {
                try { return await {|RR0001:sessions.RefreshAsync(token, ct)|}; }
                {|RR0002:catch (Exception e)|} { logger.LogWarning(e, "refresh failed"); return null; }
            }

            private static void Fail(HttpContext context)
            {
                context.Response.Cookies.Delete("session");
                context.Response.StatusCode = 401;
            }
        }
        """, test => test.ReferenceAspNetCore = true);

    [Fact]
    public Task AfterIt() => VerifyCS.VerifyAnalyzerAsync(Sessions + """
        public sealed class RequireAuth(RequestDelegate next, ISessions sessions, ILogger<RequireAuth> logger)
        {
            private static readonly ConcurrentDictionary<string, Task<WorkSession?>> s_pending = new();

            public async Task InvokeAsync(HttpContext context)
            {
                var token = context.Request.Cookies["session"];
                if (token is null) { context.Response.StatusCode = 401; return; }
                var session = await sessions.AuthenticateAsync(token, context.RequestAborted) ?? await s_pending.GetOrAdd(token, t => RenewAsync(t, context.RequestAborted));
                {|RR0010:if (session is null)|} { context.Response.Cookies.Delete("session"); context.Response.StatusCode = 401; return; }
                context.Response.Cookies.Append("session", session.SealedSession);
                await next(context);
            }

            private async Task<WorkSession?> RenewAsync(string token, CancellationToken ct)
            {
                try { return await {|RR0006:sessions.RefreshAsync(token, ct)|}; }
                {|RR0002:catch (Exception e)|} { logger.LogWarning(e, "refresh failed"); return null; }
                finally { s_pending.TryRemove(token, out _); }
            }
        }
        """, test => test.ReferenceAspNetCore = true);
}
