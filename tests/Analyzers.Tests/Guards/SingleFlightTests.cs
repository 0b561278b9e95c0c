using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>The shipped SingleFlight, used rightly and wrongly (RR0013).</summary>
public sealed class SingleFlightTests
{
    [Fact]
    public void KeyedByTheToken_Holds() => Judge.Holds("""
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
        }
        """);

    [Fact]
    public void CreatedPerCall_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var flight = new RefreshRace.SingleFlight<string, Tokens>();
                return flight.RunAsync(refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
            }
        }
        """);

    [Fact]
    public void CallersTokenInsideTheFlight_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, (key, _) => Idp.SendAsync(key, cancellationToken), cancellationToken);
        }
        """);

    [Fact]
    public void StoredAfterTheFlight_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            private readonly RefreshRace.SingleFlight<string, Tokens> _flight = new();
            private string _refreshToken = "";

            public async Task EnsureAsync(CancellationToken cancellationToken)
            {
                var tokens = await _flight.RunAsync(_refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
                _refreshToken = tokens.Refresh;
            }
        }
        """);

    [Fact]
    public void FlightOfAController_IsTooNarrow() => Judge.Flawed(GuardFlaw.TooNarrow, """
        class HomeController(IStore store) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            private readonly RefreshRace.SingleFlight<string, Tokens> _flight = new();

            public async Task EnsureAsync(CancellationToken cancellationToken) =>
                await _flight.RunAsync((await store.LoadAsync()).Refresh, (key, token) => Idp.SendAsync(key, token), cancellationToken);
        }
        """);

    [Fact]
    public void ConstantKeyForManyUsers_ServesOneToAnother() => Judge.Flawed(GuardFlaw.KeyNotFromToken, """
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync("refresh", (key, token) => Idp.SendAsync(userRefreshToken, token), cancellationToken);
        }
        """);

    private static string Keyed(string key, string type, string options = "", string members = "") => $$"""
        {{members}}
        class Client
        {
            private static readonly RefreshRace.SingleFlight<{{type}}, Tokens> Flight = new({{options}});

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync({{key}}, (key, token) => Idp.SendAsync(refreshToken, token), cancellationToken);
        }
        """;

    [Theory]
    [InlineData("System.Text.Encoding.UTF8.GetBytes(refreshToken)", "byte[]", "")]
    [InlineData("System.MemoryExtensions.AsMemory(refreshToken)", "System.ReadOnlyMemory<char>", "")]
    [InlineData("new Key { Token = refreshToken }", "Key", "class Key { public string Token; }")]
    [InlineData("new Key(refreshToken, new string[0])", "Key", "record Key(string Token, string[] Scopes);")]
    [InlineData("(refreshToken, new System.Collections.Generic.List<string>())", "(string, System.Collections.Generic.List<string>)", "")]
    public void KeyWithoutValueEquality_IsMisused(string key, string type, string members) => Judge.Flawed(GuardFlaw.SingleFlightMisused, Keyed(key, type, members: members));

    [Theory]
    [InlineData("(refreshToken, 1)", "(string, int)", "", "")]
    [InlineData("new Key(refreshToken, 1)", "Key", "", "record Key(string Token, int Tenant);")]
    [InlineData("new Key { Token = refreshToken }", "Key", "", "class Key { public string Token; public override bool Equals(object other) => other is Key key && key.Token == Token; public override int GetHashCode() => 1; }")]
    [InlineData("System.Text.Encoding.UTF8.GetBytes(refreshToken)", "byte[]", "new RefreshRace.SingleFlightOptions<byte[], Tokens> { Comparer = Bytes.Instance }", "class Bytes : System.Collections.Generic.EqualityComparer<byte[]> { public static readonly Bytes Instance = new(); public override bool Equals(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other); public override int GetHashCode(byte[] key) => key.Length; }")] // Compared by what it holds.
    public void KeyWithValueEquality_Holds(string key, string type, string options, string members) => Judge.Holds(Keyed(key, type, options, members));

    [Fact]
    public void BothForms_OnOneFlight_AreMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);

            public Task<Tokens> CommitAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAndCommitAsync(refreshToken, (key, token) => Task.FromResult<Tokens>(null!), (key, tokens, token) => Task.CompletedTask, cancellationToken);
        }
        """, "EnsureAsync");

    [Theory]
    [InlineData("System.Collections.Generic.IAsyncEnumerable<string>")]
    [InlineData("(string, System.Net.Http.HttpResponseMessage)")]
    public void ResultThatOneCallerUsesUp_IsMisused(string type) => Judge.Flawed(GuardFlaw.SingleFlightMisused, $$"""
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, {{type}}> Flight = new();

            public Task EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, async (key, token) => { await Idp.SendAsync(key, token); return default; }, cancellationToken);
        }
        """);
}
