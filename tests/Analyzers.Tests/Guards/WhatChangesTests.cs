using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>A second look reads what the refresh changes; a key is made of the token; the object that holds the token is as wide as the token.</summary>
public sealed class WhatChangesTests
{
    [Theory]
    [InlineData("if (!(tokens.ExpiresAt < DateTimeOffset.UtcNow.AddMinutes(5))) { return tokens; }")]
    [InlineData("if (tokens.ExpiresAt > DateTimeOffset.UtcNow) { return tokens; }")]
    [InlineData("if (!tokens.IsExpired) { return tokens; }")]
    public void LookAtTheCallersCopy_IsNone(string look) => Judge.Flawed(GuardFlaw.NoRecheck, $$"""
        class Client
        {
            private static readonly ConcurrentDictionary<string, SemaphoreSlim> Locks = new();

            public async Task<Tokens> EnsureAsync(Tokens tokens)
            {
                var gate = Locks.GetOrAdd(tokens.Refresh, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync();
                try { {{look}} return await Idp.SendAsync(tokens.Refresh); }
                finally { gate.Release(); }
            }
        }
        """);

    [Theory]
    [InlineData("if (_tokens.ExpiresAt > DateTimeOffset.UtcNow.AddMinutes(5)) { return _tokens; }")]
    [InlineData("var now = DateTimeOffset.UtcNow.AddMinutes(5); if (_tokens.ExpiresAt > now) { return _tokens; }")]
    [InlineData("if (_tokens.Access.StartsWith(\"fresh\")) { return _tokens; }")]
    public void LookAtTheState_Holds(string look) => Judge.Holds($$"""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync()
            {
                await _gate.WaitAsync();
                try { {{look}} return _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void CounterThatLetsOnlyTheFirstIn_Holds() => Judge.Holds("""
        class Client
        {
            private int _running;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (Interlocked.Increment(ref _running) > 1) { Interlocked.Decrement(ref _running); return; }
                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { Interlocked.Exchange(ref _running, 0); }
            }
        }
        """);

    [Fact]
    public void CounterThatOnlyCounts_IsNoGuard() => Judge.Missing("""
        class Client
        {
            private int _count;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                Interlocked.Increment(ref _count);
                _tokens = await Idp.SendAsync(_tokens.Refresh);
            }
        }
        """);

    [Theory]
    [InlineData("ITokenHolder", true)]
    [InlineData("IGate", false)]
    public void LockOnTheObjectThatHoldsTheToken_IsAsWideAsTheToken(string type, bool holds)
    {
        var source = $$"""
            interface ITokenHolder { Held Token { get; set; } }
            interface IGate { string Name { get; } }
            class Held { public string RefreshToken = ""; public bool Expired; }
            class Holder : ITokenHolder { public Held Token { get; set; } = new(); }
            class Gate : IGate { public string Name => ""; }

            class Provider({{type}} gate, ITokenHolder holder)
            {
                private readonly {{type}} _gate = gate;

                public void Ensure()
                {
                    lock (_gate)
                    {
                        if (!holder.Token.Expired) { return; }
                        holder.Token = new Held { RefreshToken = Idp.Send(holder.Token.RefreshToken).Refresh };
                    }
                }
            }

            static class Startup
            {
                static void Add(IServiceCollection services) { services.AddScoped<ITokenHolder, Holder>(); services.AddScoped<IGate, Gate>(); }
            }
            """;
        if (holds)
        {
            Judge.Holds(source);
        }
        else
        {
            Judge.Flawed(GuardFlaw.TooNarrow, source);
        }
    }

    [Theory]
    [InlineData("\"refresh_\" + client", true)]
    [InlineData("$\"{client}\"", true)]
    [InlineData("\"refresh_\" + refreshToken", false)]
    [InlineData("client + userId", false)]
    public Task ResultUnderAKeyThatMissesTheToken_IsSharedByOthers(string key, bool reported) => VerifyCS.VerifyAnalyzerAsync($$"""
        using System;
        using System.Threading.Tasks;

        public sealed record Pair(string AccessToken, string RefreshToken);
        public interface IGateway { Task<Pair> RefreshTokenAsync(string refreshToken, string client); }
        public abstract class CachingBase(IGateway gateway)
        {
            protected abstract Task<T> GetOrCreateAsync<T>(string key, Func<Task<T>> factory);

            public async Task<Pair> RedeemAsync(string refreshToken, string client, string userId) =>
                await GetOrCreateAsync({{key}}, async () => await {{(reported ? "{|RR0009:" : "")}}gateway.RefreshTokenAsync(refreshToken, client){{(reported ? "|}" : "")}});
        }
        """);
}
