using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Tests.Support;

/// <summary>Sources that are analysed in this process, without MSBuild.</summary>
internal sealed class Scanned
{
    public const string Root = "/repo";

    /// <summary>What the sources refer to.</summary>
    private const string Identity = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;

        public sealed class Tokens
        {
            public string AccessToken { get; init; } = "";
            public string RefreshToken { get; init; } = "";
            public bool IsExpired { get; init; }
        }

        public interface IIdentityClient
        {
            Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default);
        }

        public interface ITokenStore
        {
            Task<Tokens> LoadAsync(string user);
            Task SaveAsync(string user, Tokens tokens);
        }
        """;

    private Scanned(Solution solution, SolutionAnalysis analysis, ImmutableArray<RawFinding> raw)
    {
        (Solution, Analysis, Raw) = (solution, analysis, raw);
        Findings = new FindingReader(Paths, analysis.Compilations).Read(raw);
    }

    public static RootPaths Paths { get; } = new(Root);

    public Solution Solution { get; }

    public SolutionAnalysis Analysis { get; }

    public ImmutableArray<RawFinding> Raw { get; }

    public ImmutableArray<Finding> Findings { get; }

    public Finding Of(string rule) => Findings.Single(finding => finding.RuleId == rule);

    /// <summary>One project.</summary>
    public static Task<Scanned> OfAsync(params (string Path, string Text)[] files) => OfAsync(SolutionOf(files));

    public static async Task<Scanned> OfAsync(Solution solution)
    {
        var analysis = new SolutionAnalysis();
        var raw = await analysis.RunAsync(solution.Projects, _ => { }, CancellationToken.None);
        Assert.Empty(analysis.Crashes);
        return new Scanned(solution, analysis, raw);
    }

    /// <summary>One project, or several targets of it.</summary>
    public static Solution SolutionOf((string Path, string Text)[] files, params string[] targets)
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var target in targets.DefaultIfEmpty(""))
        {
            var id = ProjectId.CreateNewId();
            var name = target.Length == 0 ? "App" : $"App({target})";
            solution = solution.AddProject(ProjectInfo.Create(
                id,
                VersionStamp.Default,
                name,
                "App",
                LanguageNames.CSharp,
                filePath: $"{Root}/App/App.csproj",
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
                    nullableContextOptions: NullableContextOptions.Enable),
                parseOptions: new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: target.Length == 0 ? []
                    : [target.ToUpperInvariant().Replace('.', '_')]),
                metadataReferences: s_references.Value));
            foreach (var (path, text) in files.Prepend(("App/Identity.cs", Identity)))
            {
                solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), SourceText.From(text),
                    filePath: $"{Root}/{path}");
            }
        }

        return solution;
    }

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_references = new(() => [.. Framework()]);

    private static IEnumerable<MetadataReference> Framework() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(file => Path.GetDirectoryName(file) == Path.GetDirectoryName(typeof(object).Assembly.Location))
        .Select(file => MetadataReference.CreateFromFile(file));
}
