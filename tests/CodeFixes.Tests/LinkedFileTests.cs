using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>A file in several projects: those of one project that targets several frameworks, or of two that link it.</summary>
public sealed class LinkedFileTests
{
    private const string Source = """
        using System.Threading;
        using System.Threading.Tasks;
        using Sdk;

        public sealed class Sessions
        {
            private readonly IProvider _provider;
            private string _refreshToken;

            public Sessions(IProvider provider, string refreshToken)
            {
                _provider = provider;
                _refreshToken = refreshToken;
            }

            public async Task<string> RenewAsync(CancellationToken cancellationToken)
            {
                var tokens = await _provider.RedeemAsync(_refreshToken, cancellationToken).ConfigureAwait(false);
                _refreshToken = tokens.RefreshToken;
                return tokens.AccessToken;
            }
        }

        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Latest, LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp8, LanguageVersion.CSharp10)]
    public async Task One_text_is_for_all_targets_whichever_is_asked(LanguageVersion first, LanguageVersion second)
    {
        var solution = Solution((first, true), (second, true));
        var texts = new HashSet<string>();
        foreach (var document in solution.Projects.Select(project => project.Documents.Single(at => at.Name == "Sessions.cs")))
        {
            var changed = await ApplyAsync(document, Assert.Single(await OffersAsync(document)));
            foreach (var id in document.GetLinkedDocumentIds().Append(document.Id))
            {
                var fixedDocument = changed.GetDocument(id)!;
                Assert.Empty(await FixRunner.CompileAsync(fixedDocument));
                texts.Add((await fixedDocument.GetTextAsync()).ToString());
            }
        }

        var text = Assert.Single(texts);
        Assert.Contains("private readonly SingleFlight<string, TokenResponse> _renewFlight = new SingleFlight<string, TokenResponse>();", text);
    }

    [Fact]
    public async Task Fix_all_gives_all_targets_the_same_text()
    {
        var solution = Solution((LanguageVersion.CSharp7_3, true), (LanguageVersion.Latest, true));
        var fix = new SingleFlightFix();
        var document = solution.Projects.First().Documents.Single(at => at.Name == "Sessions.cs");
        var runner = FixRunner.ForMarked();
        var context = new FixAllContext(document, fix, FixAllScope.Solution, SingleFlightFix.GuardKey, fix.FixableDiagnosticIds, new Analyzing(runner), default);
        var action = (await fix.GetFixAllProvider().GetFixAsync(context))!;

        var changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

        var texts = await Task.WhenAll(changed.Projects.Select(async project => (await project.Documents.Single(at => at.Name == "Sessions.cs").GetTextAsync()).ToString()));
        Assert.Single(texts.Distinct());
        Assert.Contains("SingleFlight", texts[0]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Nothing_is_offered_where_one_project_cannot_see_the_flights(bool first, bool second)
    {
        var solution = Solution((LanguageVersion.Latest, first), (LanguageVersion.Latest, second));
        foreach (var project in solution.Projects)
        {
            Assert.Empty(await OffersAsync(project.Documents.Single(at => at.Name == "Sessions.cs")));
        }
    }

    private static Solution Solution(params (LanguageVersion Version, bool SeesRuntime)[] targets)
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var (version, seesRuntime) in targets)
        {
            var id = ProjectId.CreateNewId();
            solution = solution.AddProject(ProjectInfo.Create(id, VersionStamp.Default, $"Sessions({version})", "Sessions", LanguageNames.CSharp, filePath: "/Sessions.csproj")
                .WithParseOptions(new CSharpParseOptions(version))
                .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
                .WithMetadataReferences(seesRuntime ? Framework.NetCore.Add(Framework.Runtime) : Framework.NetCore));
            solution = solution.AddDocument(DocumentId.CreateNewId(id), "Sdk.cs", Sdk.Source, filePath: "/Sdk.cs");
            solution = solution.AddDocument(DocumentId.CreateNewId(id), "Sessions.cs", Source, filePath: "/Sessions.cs");
        }

        return solution;
    }

    private static async Task<IReadOnlyList<CodeAction>> OffersAsync(Document document)
    {
        var runner = FixRunner.ForMarked();
        var finding = Assert.Single(await runner.AnalyzeAsync(document));
        return await runner.OffersAsync(document, finding);
    }

    private static async Task<Solution> ApplyAsync(Document document, CodeAction action)
    {
        _ = document;
        return (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private sealed class Analyzing(FixRunner runner) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await runner.AnalyzeAsync(project.Documents.First());

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            GetAllDiagnosticsAsync(document.Project, cancellationToken);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
