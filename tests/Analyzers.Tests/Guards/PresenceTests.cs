using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>RR0003: a test under the lock that only asks whether there is a token says nothing about another caller's refresh, in whatever helper it stands; a test of its age does.</summary>
public sealed class PresenceTests
{
    private const string Helpers = """
        public static class Texts
        {
            public static bool IsMissing(this string? text) => string.IsNullOrWhiteSpace(text);
            public static bool IsPresent(this string? text) => !text.IsMissing();
            public static bool Works(this string? text) { if (text is null) { return false; } return text.Length > 0; }
        }
        """;

    [Theory]
    [InlineData("if (_tokens.Refresh.IsMissing()) return null;")]
    [InlineData("if (!_tokens.Refresh.IsPresent()) return null;")]
    [InlineData("if (!_tokens.Refresh.Works()) return null;")]
    [InlineData("if (!HasToken()) return null;")]
    [InlineData("if (!await HasStoredAsync()) return null;")]
    [InlineData("if (!IsSignedIn) return null;")]
    [InlineData("if (!SignedIn()) return null;")]
    [InlineData("if (Unknown()) return null;")]
    [InlineData("if (Missing(_tokens) || Missing(_other)) return null;")]
    [InlineData("var missing = Missing(_tokens); if (missing) return null;")]
    [InlineData("if (_tokens.Refresh.Length == 0) return null;")]
    public void TestForAMissingToken_IsNoSecondLook(string look) => Judge.Flawed(GuardFlaw.NoRecheck, Client(look));

    [Theory]
    [InlineData("if (!HasExpired()) return _tokens;")]
    [InlineData("if (HasFreshToken()) return _tokens;")]
    [InlineData("if (!NeedsRefresh()) return _tokens;")]
    [InlineData("if (IsUsable) return _tokens;")]
    [InlineData("if (!MissingOrOld()) return _tokens;")]
    [InlineData("if (_store.IsValid()) return _tokens;")]
    [InlineData("if (HasChangedSince(stamp)) return _tokens;")]
    [InlineData("if (_tokens.Access.IsPresent() && !_tokens.IsExpired) return _tokens;")]
    public void TestOfAgeOrChange_IsASecondLook(string look) => Judge.Holds(Client(look));

    [Fact]
    public void TestOfAConnection_IsNotKnownToBeNone() => Judge.Holds(Client("if (!IsConnected) return null;"));

    private static string Client(string look) => Helpers + $$"""

        interface IChecks { bool IsValid(); }

        class Connection { public string? Id { get; set; } }

        class Client(IStore store, IChecks _store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;
            private Tokens? _other;
            private int _stamp;
            private Connection? _connection;

            public async Task<Tokens?> EnsureAsync()
            {
                var stamp = _stamp;
                await _gate.WaitAsync();
                try
                {
                    {{look}}
                    _stamp++;
                    return _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
                finally { _gate.Release(); }
            }

            private bool IsSignedIn => _tokens?.Refresh != null;
            private bool IsConnected => _connection?.Id != null;
            private bool IsUsable => _tokens != null && !_tokens.IsExpired;
            private bool HasToken() => _tokens is { Refresh: not null };
            private async Task<bool> HasStoredAsync() { var stored = await store.LoadAsync(); return stored != null && !string.IsNullOrEmpty(stored.Refresh); }
            private bool SignedIn() { if (_tokens == null) { Console.WriteLine("none"); return false; } return true; }
            private bool Unknown() { if (_tokens != null) { return false; } else { return true; } }
            private static bool Missing(Tokens? tokens) => tokens is null;
            private bool HasExpired() => _tokens.ExpiresAt < DateTimeOffset.UtcNow;
            private bool HasFreshToken() => _tokens != null && _tokens.ExpiresAt > DateTimeOffset.UtcNow;
            private bool NeedsRefresh() { if (_tokens == null) return true; return _tokens.IsExpired; }
            private bool MissingOrOld() => _tokens == null || _tokens.IsExpired;
            private bool HasChangedSince(int stamp) => stamp != _stamp;
        }
        """;
}
