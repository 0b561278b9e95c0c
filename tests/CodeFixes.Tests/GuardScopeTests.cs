using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>What a fix puts in a guard's place is never narrower: what was one for the process, or one for each key, stays so.</summary>
public sealed class GuardScopeTests
{
    private static readonly CodeFixProvider[] s_fixes =
        [new SingleFlightFix(), new ReplaceLockFix(), new SharedTaskFix(), new StaticGuardFix(), new AwaitLockFix(), new MisusedFlightFix(), new WrongKeyFix()];

    public static TheoryData<string, bool> Guards()
    {
        var data = new TheoryData<string, bool>();
        foreach (var kind in Bodies.Keys)
        {
            data.Add(kind, true);
            data.Add(kind, false);
        }

        return data;
    }

    private static Dictionary<string, (string Field, string Body)> Bodies { get; } = new()
    {
        ["semaphore"] = ("readonly SemaphoreSlim _gate = new(1, 1);", """
                await _gate.WaitAsync();
                try
                {
                    return await provider.RedeemAsync(store.RefreshToken);
                }
                finally
                {
                    _gate.Release();
                }
            """),
        ["semaphore that leaks"] = ("readonly SemaphoreSlim _gate = new(1, 1);", """
                await _gate.WaitAsync();
                var tokens = await provider.RedeemAsync(store.RefreshToken);
                _gate.Release();
                return tokens;
            """),
        ["token read before the wait"] = ("readonly SemaphoreSlim _gate = new(1, 1);", """
                var refreshToken = store.RefreshToken;
                await _gate.WaitAsync();
                try
                {
                    return await provider.RedeemAsync(refreshToken);
                }
                finally
                {
                    _gate.Release();
                }
            """),
        ["task"] = ("Task<TokenResponse>? _running;", """
                return await (_running ??= provider.RedeemAsync(store.RefreshToken));
            """),
        ["task under a test"] = ("Task<TokenResponse>? _running;", """
                if (_running is null || _running.IsCompleted)
                {
                    _running = provider.RedeemAsync(store.RefreshToken);
                }

                return await _running;
            """),
        ["flag"] = ("bool _refreshing;", """
                if (_refreshing)
                {
                    return null!;
                }

                _refreshing = true;
                try
                {
                    return await provider.RedeemAsync(store.RefreshToken);
                }
                finally
                {
                    _refreshing = false;
                }
            """),
        ["map of tasks"] = ("readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<TokenResponse>> _running = new();", """
                return await _running.GetOrAdd(store.RefreshToken, token => provider.RedeemAsync(token));
            """),
        ["map of lazy tasks"] = ("readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<Task<TokenResponse>>> _running = new();", """
                return await _running.GetOrAdd(store.RefreshToken, token => new Lazy<Task<TokenResponse>>(() => provider.RedeemAsync(token))).Value;
            """),
        ["map of semaphores"] = ("readonly System.Collections.Concurrent.ConcurrentDictionary<string, SemaphoreSlim> _gates = new();", """
                var gate = _gates.GetOrAdd(store.RefreshToken, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync();
                try
                {
                    return await provider.RedeemAsync(store.RefreshToken);
                }
                finally
                {
                    gate.Release();
                }
            """),
    };

    [Theory]
    [MemberData(nameof(Guards))]
    public async Task No_fix_narrows_a_guard(string kind, bool isStatic)
    {
        var (field, body) = Bodies[kind];
        var applied = 0;
        foreach (var fix in s_fixes)
        {
            var runner = new FixRunner(fix, new RefreshRaceAnalyzer()) { Config = "refreshrace.refresh_methods = IProvider.RedeemAsync" };
            var document = runner.NewDocument(Source(isStatic, field, body));
            foreach (var finding in await runner.AnalyzeAsync(document))
            {
                foreach (var offer in await runner.OffersAsync(document, finding))
                {
                    var changed = await FixRunner.ApplyAsync(document, offer);
                    var flights = (await changed.GetSyntaxRootAsync())!.DescendantNodes().OfType<FieldDeclarationSyntax>()
                        .Where(at => at.Declaration.Type.ToString().Contains("Flight", StringComparison.Ordinal))
                        .Select(at => at.ToString());
                    applied++;
                    Assert.All(flights, flight =>
                    {
                        Assert.True(!isStatic || flight.Contains("static", StringComparison.Ordinal), $"{finding.Id} '{offer.Title}': {flight}");
                        Assert.True(!kind.StartsWith("map", StringComparison.Ordinal) || flight.Contains("SingleFlight<string", StringComparison.Ordinal), $"{finding.Id} '{offer.Title}': {flight}");
                    });
                }
            }
        }

        Assert.True(applied > 0 || kind == "map of semaphores", "nothing is offered, so nothing was compared");
    }

    private static string Source(bool isStatic, string field, string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Sdk;

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private {{(isStatic ? "static " : "")}}{{field}}

            public async Task<TokenResponse> RenewAsync()
            {
        {{body}}
            }
        }

        """;
}
