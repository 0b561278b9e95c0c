using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using RefreshRace.Verification;
using Xunit;
using Forgetful = RefreshRace.Verification.CSharpVerifier<RefreshRace.CodeFixes.Tests.Verifier.TodoAnalyzer, RefreshRace.CodeFixes.Tests.Verifier.ForgetfulTodoFix>;
using VerifyCS = RefreshRace.Verification.CSharpVerifier<RefreshRace.CodeFixes.Tests.Verifier.TodoAnalyzer, RefreshRace.CodeFixes.Tests.Verifier.TodoFix>;

namespace RefreshRace.CodeFixes.Tests.Verifier;

/// <summary>What every other test relies on: the verifier goes red where it must.</summary>
public sealed class VerifierTests
{
    [Fact]
    public async Task Markup_names_the_first_rule_a_rule_or_a_place()
    {
        await VerifyCS.VerifyAnalyzerAsync("class C { int [|todo|]; int {|TD0001:todo2|}; }");
        await VerifyCS.VerifyAnalyzerAsync("class C { int {|#0:todo|}; }", VerifyCS.Diagnostic("TD0001").WithLocation(0).WithArguments("todo"));
    }

    [Fact]
    public async Task A_missing_or_surplus_diagnostic_fails()
    {
        await Red(VerifyCS.VerifyAnalyzerAsync("class C { int todo; }"));
        await Red(VerifyCS.VerifyAnalyzerAsync("class C { int [|other|]; }"));
        await Red(VerifyCS.VerifyAnalyzerAsync("class C { int {|#0:todo|}; }", VerifyCS.Diagnostic("TD0001").WithLocation(0).WithArguments("another")));
    }

    [Fact]
    public Task A_compile_error_in_the_input_fails() => Red(VerifyCS.VerifyAnalyzerAsync("class C { int [|todo|]; Missing x; }"));

    [Fact]
    public async Task A_compile_error_in_the_fixed_code_fails()
    {
        var exception = await Red(VerifyCS.VerifyFixAsync("class C { int [|todo|]; int M() => todo; }", "class C { int done; int M() => todo; }"));
        Assert.Contains("CS0103", exception.Message);
    }

    [Fact]
    public async Task An_exception_of_the_analyzer_fails()
    {
        var exception = await Red(VerifyCS.VerifyAnalyzerAsync("class C { int todoThrow; }"));
        Assert.Contains("AD0001", exception.Message);
    }

    [Fact]
    public Task Two_sites_are_fixed_one_by_one_and_in_one_round() =>
        VerifyCS.VerifyFixAsync("class C { int [|todo1|]; int [|todo2|]; }", "class C { int done1; int done2; }");

    [Fact]
    public async Task A_fix_all_that_needs_a_second_round_fails()
    {
        var exception = await Red(Forgetful.VerifyFixAsync("class C { int [|todo1|]; int [|todo2|]; }", "class C { int done1; int done2; }"));
        Assert.Contains("iterations", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task No_fix_means_no_fix_of_that_key()
    {
        await VerifyCS.VerifyNoFixAsync("class C { int [|todo|]; }", "AnotherKey");
        await Red(VerifyCS.VerifyNoFixAsync("class C { int [|todo|]; }"));
    }

    [Fact]
    public Task Several_projects_are_fixed_as_one_solution() =>
        VerifyCS.VerifyFixAsync("class C { int [|todo|]; }", "class C { int done; }", configure: test =>
        {
            test.AddProject("Second", "class D { int [|todo|]; }");
            test.FixedState.AdditionalProjects.Add("Second", new ProjectState("Second", "C#", "/Second/", "cs") { Sources = { "class D { int done; }" } });
        });

    [Fact]
    public async Task The_language_version_is_the_one_asked_for()
    {
        const string Source = "class C { object M() { C c = new(); return c; } }";
        await VerifyCS.VerifyAnalyzerAsync(Source);
        await Red(VerifyCS.VerifyAnalyzerAsync(Source, test => test.LanguageVersion = LanguageVersion.CSharp7_3));
    }

    [Fact]
    public async Task The_runtime_and_the_web_framework_are_seen_where_asked_for()
    {
        const string Web = "class C { Microsoft.AspNetCore.Http.HttpContext? F() => null; }";
        await VerifyCS.VerifyAnalyzerAsync(Web, test => test.ReferenceAspNetCore = true);
        await Red(VerifyCS.VerifyAnalyzerAsync(Web));
    }

    [Fact]
    public Task Stubs_stand_in_for_packages_and_stay_as_they_are() =>
        VerifyCS.VerifyFixAsync("class C : Sdk.Base { int [|todo|]; }", "class C : Sdk.Base { int done; }", configure: test => test.Stubs.Add("namespace Sdk { public class Base { } }"));

    [Fact]
    public Task An_editorconfig_reaches_the_analyzer() =>
        VerifyCS.VerifyAnalyzerAsync("class C { int todo; }", test => test.EditorConfig = "dotnet_diagnostic.TD0001.severity = none");

    private static async Task<Exception> Red(Task verification)
    {
        var exception = await Record.ExceptionAsync(() => verification);
        return Assert.IsAssignableFrom<Exception>(exception);
    }
}
