using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0005: the lock of a short-lived type becomes static, where that is all that it takes.</summary>
public sealed class StaticGuardTests
{
    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);", "private static readonly SemaphoreSlim _gate = new(1, 1);")]
    [InlineData("// One at a time.\n    private SemaphoreSlim _gate = new(1, 1); // see the wiki", "// One at a time.\n    private static SemaphoreSlim _gate = new(1, 1); // see the wiki")]
    [InlineData("/// <summary>One at a time.</summary>\n    readonly SemaphoreSlim _gate = new(1, 1);", "/// <summary>One at a time.</summary>\n    static readonly SemaphoreSlim _gate = new(1, 1);")]
    [InlineData("SemaphoreSlim _gate = new(1, 1);", "static SemaphoreSlim _gate = new(1, 1);")]
    public Task A_lock_that_is_created_where_it_is_declared_becomes_static(string before, string after) => VerifyAsync(Source(before), Source(after));

    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);", "class Handler", "public void Dispose() => _gate.Dispose();")]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);", "class Handler", "public bool IsBusy => this._gate.CurrentCount == 0;")]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);", "class Handler", "public Handler() { _gate = new(2, 2); }")]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);", "class Handler<T>", "")]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1), _other = new(1, 1);", "class Handler", "")]
    [InlineData("internal readonly SemaphoreSlim _gate = new(1, 1);", "class Handler", "")]
    public Task One_that_depends_on_its_instance_does_not(string field, string type, string member)
    {
        var source = Source(field, type, member);
        return VerifyAsync(source, source);
    }

    private static string Source(string field, string type = "class Handler", string member = "") =>
        $$"""
        public {{type}}
        {
            {{field}}

            {{member}}

            public async Task<TokenResponse> RefreshAsync(IProvider provider, ITokenStore store)
            {
                await _gate.WaitAsync();
                try
                {
                    return await {|RR0005:provider.RedeemAsync(store.RefreshToken)|};
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """;

    // What the lock excludes is not the fix's to judge: the marker reports the site again, and the fix has nothing more to do.
    private static Task VerifyAsync(string source, string fixedSource) =>
        CSharpVerifier<MarkedRefreshAnalyzer, StaticGuardFix>.VerifyFixAsync(
            "using System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\n" + source,
            "using System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\n" + fixedSource,
            StaticGuardFix.Key,
            test =>
            {
                test.Stubs.Add("#nullable disable\n" + Sdk.Source);
                test.Stubs.Add("internal static class Rule { public const string Id = \"RR0005\"; }");
                test.FixedState.MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow;
            });
}
