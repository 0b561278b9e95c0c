using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>The neighbours are there and speak: a set of rules that was not loaded would find nothing in what a fix writes, either.</summary>
public sealed class NeighbourRulesTests
{
    [Theory]
    [InlineData("VSTHRD003", "private Task? _t; public void S() { _t = Task.Delay(1); } public async Task M() { await _t!.ConfigureAwait(false); }")]
    [InlineData("VSTHRD011", "public Lazy<Task> L { get; } = new(() => Task.Delay(1));")]
    [InlineData("VSTHRD103", "public async Task M(System.IO.Stream s) { s.Flush(); await s.FlushAsync().ConfigureAwait(false); }")]
    [InlineData("VSTHRD111", "public async Task M() { await Task.Delay(1); }")]
    [InlineData("VSTHRD200", "public Task M() => Task.Delay(1);")]
    [InlineData("MA0004", "public async Task M() { await Task.Delay(1); }")]
    [InlineData("MA0040", "public async Task M(CancellationToken c) { await Task.Delay(1).ConfigureAwait(false); }")]
    [InlineData("MA0042", "public async Task M(System.IO.Stream s) { s.Flush(); await s.FlushAsync().ConfigureAwait(false); }")]
    [InlineData("MA0045", "private void M() { Thread.Sleep(1); }")]
    [InlineData("MA0173", "private object? _o; public object M() { Interlocked.CompareExchange(ref _o, new object(), null); return _o; }")]
    [InlineData("CA1031", "public void M() { try { Thread.Sleep(1); } catch (Exception) { } }")]
    [InlineData("CA1068", "public void M(CancellationToken c, int i) { }")]
    [InlineData("CA1822", "public int M() => 1;")]
    [InlineData("CA2000", "public void M() { var s = new System.IO.FileStream(\"\", System.IO.FileMode.Open); s.Flush(); }")]
    [InlineData("CA2007", "public async Task M() { await Task.Delay(1); }")]
    [InlineData("CA2016", "public async Task M(CancellationToken c) { await Task.Delay(1).ConfigureAwait(false); }")]
    [InlineData("CA2213", "private readonly CancellationTokenSource _s = new(); public void Dispose() { }", " : IDisposable")]
    public async Task A_rule_reports_what_it_is_there_for(string rule, string member, string bases = "")
    {
        var document = FixRunner.ForMarked().NewDocument($"using System; using System.Threading; using System.Threading.Tasks; namespace Studio; public sealed class C{bases} {{ {member} }}");
        Assert.Empty((await FixRunner.CompileAsync(document)).Where(problem => problem.Contains("error", StringComparison.Ordinal)));
        Assert.Contains(await NeighbourRules.FindAsync(document, isLibrary: true), found => found.Id == rule);
        if (rule is "CA2007" or "MA0004" or "VSTHRD111")
        {
            Assert.DoesNotContain(await NeighbourRules.FindAsync(document, isLibrary: false), found => found.Id == rule);
        }
    }

    [Fact]
    public async Task A_fix_that_sets_one_off_fails_its_test()
    {
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Quiet.StaysAsync<MarkedRefreshAnalyzer, CarelessFix>(
            """
            public sealed class Sessions(IProvider provider)
            {
                public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
                {
                    return await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                }
            }
            """));
        Assert.Contains("warning CA2007:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("warning CA2016:", failure.Message, StringComparison.Ordinal);
    }

    [ExportCodeFixProvider(LanguageNames.CSharp)]
    private sealed class CarelessFix : CodeFixProvider
    {
        public override ImmutableArray<string> FixableDiagnosticIds => ["RR0001"];

        public override FixAllProvider? GetFixAllProvider() => null;

        public override Task RegisterCodeFixesAsync(CodeFixContext context)
        {
            context.RegisterCodeFix(CodeAction.Create("Forget", token => ForgetAsync(context.Document, token), "Forget"), context.Diagnostics);
            return Task.CompletedTask;
        }

        private static async Task<Document> ForgetAsync(Document document, CancellationToken cancellationToken)
        {
            var text = (await document.GetTextAsync(cancellationToken)).ToString();
            return document.WithText(SourceText.From(text.Replace(".ConfigureAwait(false)", "", StringComparison.Ordinal).Replace("refreshToken, cancellationToken)", "refreshToken)", StringComparison.Ordinal)));
        }
    }
}
