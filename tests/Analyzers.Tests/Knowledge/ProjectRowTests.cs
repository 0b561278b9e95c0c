namespace RefreshRace.Analyzers.Tests.Knowledge;

/// <summary>Rows that a project adds in files named RefreshRace.*.tsv: they count like the shipped ones, and a line that cannot be read is RR0100.</summary>
public class ProjectRowTests
{
    private const string Partner = """
        using System.Threading.Tasks;

        public sealed class Answer { public string Access { get; set; } }

        public sealed class App(Contoso.PartnerClient partner)
        {
            private string _code = "";

            public async Task GetAsync() => _code = await {|#0:partner.ProlongAsync(_code)|};
        }
        """;

    private const string Package = """
        namespace Contoso
        {
            public sealed class PartnerClient
            {
                public System.Threading.Tasks.Task<string> ProlongAsync(string code) => System.Threading.Tasks.Task.FromResult(code);
            }
        }
        """;

    [Fact]
    public Task MethodThatARowNames_IsARefresh() => VerifyAsync(
        "M:Contoso.PartnerClient.ProlongAsync\tredeems\t0",
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithArguments("ProlongAsync", "calls to 'GetAsync'", " in 'ProlongAsync'"));

    // Nothing in the name or the signature says refresh, and no row does.
    [Fact]
    public Task MethodThatNoRowNames_IsSilent() => VerifyAsync("# nothing yet\n");

    // The row is about another type of that name.
    [Fact]
    public Task SameNameOfAnotherType_IsSilent() => VerifyAsync("M:Fabrikam.PartnerClient.ProlongAsync\tredeems\t0");

    [Theory]
    [InlineData("M:Contoso.PartnerClient.ProlongAsync\tredems", "redems", "one of redeems, merges, merges-inside, looks-alike")]
    [InlineData("Contoso.PartnerClient\tredeems", "Contoso.PartnerClient", "a documentation id without parameters, M:Namespace.Type.Method")]
    [InlineData("T:Contoso.PartnerClient\tredeems", "T:Contoso.PartnerClient", "a documentation id without parameters, M:Namespace.Type.Method")]
    [InlineData("T:\tmerges", "T:", "a documentation id without parameters, M:Namespace.Type.Method or T:Namespace.Type")]
    [InlineData("M:A.B(System.String)\tmerges", "M:A.B(System.String)", "a documentation id without parameters, M:Namespace.Type.Method or T:Namespace.Type")]
    [InlineData("M:A.B\tredeems\tfirst", "first", "the position of an argument (0, 1, …) or -")]
    [InlineData("M:A.B\tredeems\t0\tsometimes", "sometimes", "one of refresh-request, refresh-token-parameter, grant-argument, -")]
    [InlineData("M:A.B redeems", "M:A.B redeems", "2 to 8 columns separated by tabs, and not 1")]
    public Task LineThatCannotBeRead_IsRR0100(string line, string value, string expected) => VerifyAsync(
        "# partner\n" + line,
        VerifyCS.Diagnostic("RR0100").WithSpan("RefreshRace.partner.tsv", 2, 1, 2, line.Length + 1).WithArguments("RefreshRace.partner.tsv, line 2", value, expected));

    [Fact]
    public Task FileOfAnotherName_IsNotRead() => VerifyCS.VerifyAnalyzerAsync(
        "public class First;",
        test => test.TestState.AdditionalFiles.Add(("partner.tsv", "nonsense")));

    private static Task VerifyAsync(string rows, params Microsoft.CodeAnalysis.Testing.DiagnosticResult[] expected) => VerifyCS.VerifyAnalyzerAsync(
        Partner,
        test =>
        {
            test.TestState.AdditionalProjects["Contoso"].Sources.Add(Package);
            test.TestState.AdditionalProjectReferences.Add("Contoso");
            test.TestState.AdditionalFiles.Add(("RefreshRace.partner.tsv", rows));
        },
        expected);
}
