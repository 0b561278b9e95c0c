using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace RefreshRace.Verification;

/// <summary>
/// The customary verifier: <c>using VerifyCS = RefreshRace.Verification.CSharpVerifier&lt;RefreshRaceAnalyzer, SomeFix&gt;;</c>.
/// Sources carry markup: <c>[|x|]</c> for the analyzer's first rule, <c>{|RR0002:x|}</c> for a named one, <c>{|#0:x|}</c> for a place that an expected result names.
/// </summary>
public static class CSharpVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>An expected diagnostic, to be placed with <c>WithLocation(0)</c> and worded with <c>WithArguments(…)</c>.</summary>
    public static DiagnosticResult Diagnostic(string id) =>
        new(new TAnalyzer().SupportedDiagnostics.Single(descriptor => descriptor.Id == id));

    /// <summary>The analyzer reports exactly what the markup and <paramref name="expected"/> say.</summary>
    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected) => VerifyAnalyzerAsync(source, _ => { }, expected);

    /// <inheritdoc cref="VerifyAnalyzerAsync(string, DiagnosticResult[])"/>
    public static Task VerifyAnalyzerAsync(string source, Action<RefreshRaceTest<TAnalyzer, TCodeFix>> configure, params DiagnosticResult[] expected)
    {
        var test = new RefreshRaceTest<TAnalyzer, TCodeFix> { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        configure(test);
        return test.RunAsync();
    }

    /// <summary>The fix turns <paramref name="source"/> into <paramref name="fixedSource"/>, one by one and by Fix All in one round.</summary>
    /// <param name="equivalenceKey">Which of several offered fixes; null for the first.</param>
    public static Task VerifyFixAsync(
        string source,
        string fixedSource,
        string? equivalenceKey = null,
        Action<RefreshRaceTest<TAnalyzer, TCodeFix>>? configure = null,
        params DiagnosticResult[] expected)
    {
        var test = new RefreshRaceTest<TAnalyzer, TCodeFix> { TestCode = source, FixedCode = fixedSource, CodeActionEquivalenceKey = equivalenceKey };
        test.ExpectedDiagnostics.AddRange(expected);
        configure?.Invoke(test);
        return test.RunAsync();
    }

    /// <summary>The diagnostics are there and no fix (or none of that key) is offered for them.</summary>
    public static Task VerifyNoFixAsync(
        string source,
        string? equivalenceKey = null,
        Action<RefreshRaceTest<TAnalyzer, TCodeFix>>? configure = null,
        params DiagnosticResult[] expected) =>
        VerifyFixAsync(source, source, equivalenceKey, configure, expected);
}
