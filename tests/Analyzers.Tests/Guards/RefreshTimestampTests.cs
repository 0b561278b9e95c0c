using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>RR0006: a time stamp that is tested and then set before the refresh means "one is on its way", and two callers can pass the test together.</summary>
public sealed class RefreshTimestampTests
{
    [Theory]
    [InlineData("DateTimeOffset", "if (DateTimeOffset.UtcNow - _last < TimeSpan.FromSeconds(30)) return; _last = DateTimeOffset.UtcNow;")]
    [InlineData("DateTime", "var now = DateTime.UtcNow; if (now < _last.AddSeconds(30)) return; _last = now;")]
    [InlineData("DateTime", "if ((DateTime.Now - _last).TotalSeconds < 30) { return; } _last = DateTime.Now;")]
    [InlineData("long", "if (Environment.TickCount64 - _last < 30_000) return; _last = Environment.TickCount64;")]
    [InlineData("DateTime?", "if (_last.HasValue && _last.Value.AddSeconds(30) > DateTime.UtcNow) return; _last = DateTime.UtcNow;")]
    [InlineData("bool", "if (_last) return; _last = true;", "_last = false;")]
    public void StampTestedThenSet_IsNotAtomic(string type, string test, string reset = "") => Judge.Flawed(GuardFlaw.NotAtomic, Client(type, test, "", reset));

    [Fact]
    public void StampThatWrapsTheRefresh_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private DateTime _last;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (DateTime.UtcNow - _last > TimeSpan.FromSeconds(30))
                {
                    _last = DateTime.UtcNow;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
            }
        }
        """);

    // The stamp of the last success is what a refresh leaves behind, and an expiry is what it tests: neither says that one is on its way.
    [Theory]
    [InlineData("DateTime", "if (DateTime.UtcNow < _last) return;", "_last = DateTime.UtcNow.AddHours(1);")]
    [InlineData("DateTime", "if (DateTime.UtcNow - _last < TimeSpan.FromSeconds(30)) return;", "_last = DateTime.UtcNow;")]
    [InlineData("DateTime", "_last = DateTime.UtcNow;", "")]
    [InlineData("int", "if (_last > 3) return; _last = _last + 1;", "_last = 0;")]
    public void StampSetAfterwards_OrNeverTested_IsNoClaim(string type, string test, string after) => Judge.Missing(Client(type, test, after));

    [Fact]
    public void StampTestedAndSetUnderTheLockAroundTheRefresh_Holds() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private DateTime _last;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    if (DateTime.UtcNow - _last < TimeSpan.FromSeconds(30)) return;
                    _last = DateTime.UtcNow;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
                finally { _gate.Release(); }
            }
        }
        """);

    private static string Client(string type, string test, string after = "", string reset = "") => $$"""
        class Client
        {
            private {{type}} _last;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                {{test}}
                try
                {
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    {{after}}
                }
                finally { {{reset}} }
            }
        }
        """;
}
