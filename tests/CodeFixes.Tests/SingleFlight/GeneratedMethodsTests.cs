using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>For members of every kind: each offered fix compiles without a new warning, leaves the site clean, and has nothing to do a second time.</summary>
public sealed class GeneratedMethodsTests
{
    private const int SeedsPerVersion = 48;

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp8)]
    [InlineData(LanguageVersion.CSharp10)]
    [InlineData(LanguageVersion.Latest)]
    public async Task Every_offer_compiles_and_cleans_the_site(LanguageVersion version)
    {
        var runner = FixRunner.ForMarked(version);
        var applied = 0;
        for (var seed = 0; seed < SeedsPerVersion; seed++)
        {
            var source = new RacyMethod(seed * 31 + (int)version, version).Source;
            var document = runner.NewDocument(source);
            Assert.True((await FixRunner.CompileAsync(document)).IsEmpty, $"seed {seed} does not compile before the fix:\n{source}\n{string.Join('\n', await FixRunner.CompileAsync(document))}");
            var diagnostic = Assert.Single(await runner.AnalyzeAsync(document));
            var offers = await runner.OffersAsync(document, diagnostic);
            Assert.True(offers.Length > 0 || source.Contains("struct", StringComparison.Ordinal), $"seed {seed} is offered nothing:\n{source}");
            foreach (var offer in offers)
            {
                var changed = await FixRunner.ApplyAsync(document, offer);
                var text = (await changed.GetTextAsync()).ToString();
                var problems = await FixRunner.CompileAsync(changed);
                Assert.True(problems.IsEmpty, $"seed {seed}, '{offer.Title}':\n{source}\n=>\n{text}\n{string.Join('\n', problems)}");
                Assert.True((await runner.AnalyzeAsync(changed)).IsEmpty, $"seed {seed}, '{offer.Title}' leaves the race:\n{text}");
                Assert.Contains("/// <summary>Renews.</summary>", text, StringComparison.Ordinal);
                Assert.Equal(source.Contains("// Rotates.", StringComparison.Ordinal), text.Contains("// Rotates.", StringComparison.Ordinal));
                Assert.Equal(source.Contains("ConfigureAwait", StringComparison.Ordinal), text.Contains("ConfigureAwait", StringComparison.Ordinal));
                applied++;
            }
        }

        Assert.True(applied > SeedsPerVersion * 3 / 4, $"only {applied} offers were tried");
    }
}
