using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>What a baseline compares.</summary>
public sealed class FingerprintTests
{
    private static async Task<string[]> OfAsync(string source, string path = "App/Provider.cs") =>
        [.. (await Scanned.OfAsync((path, source))).Findings.Select(finding => finding.Fingerprint)];

    [Fact]
    public async Task Lines_that_move_change_nothing() =>
        Assert.Equal(await OfAsync(Sources.Plain), await OfAsync("// Licence.\n\n\n" + Sources.Plain
            .Replace("        _tokens = await", "        await Task.Yield();\n\n        _tokens = await", StringComparison.Ordinal)));

    [Fact]
    public async Task Another_file_or_parameter_changes_nothing() =>
        Assert.Equal(
            await OfAsync(Sources.Plain),
            await OfAsync(Sources.Plain.Replace("RenewAsync()", "RenewAsync(CancellationToken token)", StringComparison.Ordinal)
                .Replace("RefreshToken);", "RefreshToken, token);", StringComparison.Ordinal), "App/Other/Moved.cs"));

    [Theory]
    [InlineData("RenewAsync()", "AgainAsync()")]
    [InlineData("class Provider", "class Another")]
    public async Task Another_member_or_type_is_another_finding(string old, string changed) =>
        Assert.NotEqual(await OfAsync(Sources.Plain), await OfAsync(Sources.Plain.Replace(old, changed, StringComparison.Ordinal)));

    [Fact]
    public async Task Another_rule_is_another_finding()
    {
        var (plain, locked) = (await OfAsync(Sources.Plain), await OfAsync(Sources.NoRecheck));

        Assert.Empty(plain.Intersect(locked));
    }

    [Fact]
    public async Task Two_refreshes_in_one_member_are_told_apart()
    {
        const string Twice = """
            public sealed class Provider(IIdentityClient identity, Tokens tokens)
            {
                private Tokens _tokens = tokens;

                public async Task RenewAsync(bool quick, CancellationToken cancellationToken)
                {
                    if (quick)
                    {
                        _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken, cancellationToken);
                    }
                    else
                    {
                        _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
                    }
                }
            }
            """;

        var fingerprints = await OfAsync(Twice);

        Assert.Equal(2, fingerprints.Length);
        Assert.Equal(fingerprints[0] + "-2", fingerprints[1]);
    }
}
