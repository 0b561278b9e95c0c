using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>What the real analyzer finds wrong with a lock, and that it finds nothing more once the flight is there.</summary>
public sealed class RealAnalyzerLockTests
{
    private const string Fixed = """
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_ensureFlight = new();

            public Task<TokenResponse> EnsureAsync()
            {
                return s_ensureFlight.RunAsync(store.RefreshToken, (_, _) => EnsureCoreAsync());
            }

            private async Task<TokenResponse> EnsureCoreAsync()
            {
                BODY
            }
        }
        """;

    [Theory]
    [InlineData("RR0003",
        "await _gate.WaitAsync();\n        try\n        {\n            return await {|RR0003:provider.RedeemAsync(store.RefreshToken)|};\n        }\n        finally\n        {\n            _gate.Release();\n        }",
        "return await provider.RedeemAsync(store.RefreshToken);")]
    [InlineData("RR0004",
        "var refreshToken = store.RefreshToken;\n        await _gate.WaitAsync();\n        try\n        {\n            if (store.RefreshToken.Length == 0) return new TokenResponse();\n            return await {|RR0004:provider.RedeemAsync(refreshToken)|};\n        }\n        finally\n        {\n            _gate.Release();\n        }",
        "var refreshToken = store.RefreshToken;\n        if (store.RefreshToken.Length == 0) return new TokenResponse();\n        return await provider.RedeemAsync(refreshToken);")]
    [InlineData("RR0014",
        "await _gate.WaitAsync();\n        var tokens = await {|RR0014:provider.RedeemAsync(store.RefreshToken)|};\n        _gate.Release();\n        return tokens;",
        "var tokens = await provider.RedeemAsync(store.RefreshToken);\n        return tokens;")]
    public Task A_lock_gives_way(string rule, string body, string after) => CSharpVerifier<RefreshRaceAnalyzer, ReplaceLockFix>.VerifyFixAsync(
        "using System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\npublic sealed class Sessions(IProvider provider, ITokenStore store)\n{\n    private readonly SemaphoreSlim _gate = new(1, 1);\n\n    public async Task<TokenResponse> EnsureAsync()\n    {\n        " + body + "\n    }\n}",
        Fixed.Replace("BODY", after),
        rule + ".ReplaceLock",
        test =>
        {
            test.EditorConfig = "refreshrace.refresh_methods = IProvider.RedeemAsync";
            test.Stubs.Add("#nullable disable\n" + Sdk.Source);
        });
}
