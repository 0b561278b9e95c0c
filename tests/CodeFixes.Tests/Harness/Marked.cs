using Microsoft.CodeAnalysis.Testing;
using RefreshRace.Verification;

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>Tests of <see cref="SingleFlightFix"/> on calls that are refreshes by their name.</summary>
internal static class Marked
{
    private const string Usings = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Sdk;


        """;

    private const string FixedUsings = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;


        """;

    /// <summary>Both sources are without using directives: the fix adds its own.</summary>
    public static Task FixAsync(string source, string fixedSource, string key = SingleFlightFix.GuardKey, Action<RefreshRaceTest<MarkedRefreshAnalyzer, SingleFlightFix>>? configure = null) =>
        RawAsync(Usings + source, FixedUsings + fixedSource, key, configure);

    /// <summary>The sources are compared as they are.</summary>
    public static Task RawAsync(string source, string fixedSource, string key = SingleFlightFix.GuardKey, Action<RefreshRaceTest<MarkedRefreshAnalyzer, SingleFlightFix>>? configure = null) =>
        CSharpVerifier<MarkedRefreshAnalyzer, SingleFlightFix>.VerifyFixAsync(source, fixedSource, key, test =>
        {
            configure?.Invoke(test);
            test.Stubs.Add(test.LanguageVersion >= Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp8 ? "#nullable disable\n" + Sdk.Source : Sdk.Source);
        });

    public static Task NoFixAsync(string source, string? key = null, Action<RefreshRaceTest<MarkedRefreshAnalyzer, SingleFlightFix>>? configure = null) =>
        RawAsync(Usings + source, Usings + source, key!, configure);
}
