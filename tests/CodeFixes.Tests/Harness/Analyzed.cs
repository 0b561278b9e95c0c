using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.Analyzers;
using RefreshRace.Verification;

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>Tests of a fix on what the real analyzer reports; <c>IProvider.RedeemAsync</c> is declared to be a refresh.</summary>
internal static class Analyzed
{
    /// <param name="key">Which offer is taken.</param>
    /// <param name="usings">Namespaces beside those of threads, tasks and <c>Sdk</c>, in the order of the text.</param>
    /// <param name="fixedSource">The same as the source where nothing is offered. The using directive of the flight is the fix's own.</param>
    public static Task VerifyAsync<TFix>(string key, string[] usings, string source, string fixedSource, params string[] stubs)
        where TFix : CodeFixProvider, new()
    {
        var all = usings.Append("System.Threading").Append("System.Threading.Tasks").Append("Sdk");
        var hasFlight = source.Contains("Flight<", StringComparison.Ordinal);
        return CSharpVerifier<RefreshRaceAnalyzer, TFix>.VerifyFixAsync(
            Header(hasFlight ? all.Append("RefreshRace") : all) + source,
            Header(hasFlight || source != fixedSource ? all.Append("RefreshRace") : all) + fixedSource,
            key,
            test =>
            {
                test.EditorConfig = "refreshrace.refresh_methods = IProvider.RedeemAsync";
                test.Stubs.Add("#nullable disable\n" + Sdk.Source);
                foreach (var stub in stubs)
                {
                    test.Stubs.Add(stub);
                }
            });
    }

    private static string Header(IEnumerable<string> usings) =>
        string.Concat(usings.OrderBy(name => !name.StartsWith("System", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal).Select(name => $"using {name};\n")) + "\n";
}
