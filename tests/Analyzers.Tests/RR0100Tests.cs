namespace RefreshRace.Analyzers.Tests;

/// <summary>RR0100: an option that cannot be read says so, once, instead of being ignored in silence.</summary>
public sealed class RR0100Tests
{
    [Theory]
    [InlineData("refreshrace.single_caller", "maybe")]
    [InlineData("refreshrace.analyze_tests", "yes")]
    [InlineData("refreshrace.refresh_methods", "M:Ns.Type.Method(System.String")]
    [InlineData("refreshrace.guard_methods", "X:Ns.Type")]
    [InlineData("refreshrace.excluded_symbols", "two words")]
    public Task MalformedValue_IsReportedOnce(string key, string value) => VerifyCS.VerifyAnalyzerAsync(
        "{|#0:|}public class First;",
        test =>
        {
            test.EditorConfig = $"{key} = {value}";
            test.TestState.Sources.Add("public class Second;");
            test.TestState.ExpectedDiagnostics.Add(VerifyCS.Diagnostic("RR0100").WithLocation(0).WithArguments(key, value, key.EndsWith("caller", StringComparison.Ordinal) || key.EndsWith("tests", StringComparison.Ordinal)
                ? "true or false"
                : "documentation ids such as M:Ns.Type.Method, or names such as Type.Method, separated by |"));
        });

    [Theory]
    [InlineData("refreshrace.single_caller = TRUE")]
    [InlineData("refreshrace.single_caller =")]
    [InlineData("refreshrace.refresh_methods = M:Ns.Type.Method(System.String) | Type.Method | Method")]
    [InlineData("refreshrace.guard_methods = T:Ns.Outer`1 | M:Ns.Type.#ctor")]
    public Task WellFormedValue_IsQuiet(string option) => VerifyCS.VerifyAnalyzerAsync("public class First;", test => test.EditorConfig = option);
}
