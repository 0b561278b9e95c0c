using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>
/// Runs the source generators that come with the SDK, so that components, pages, serializer contexts and logger methods
/// take part in the compilation. Generators from packages are not run.
/// </summary>
internal static class SourceGenerators
{
    private static readonly string[] Shared = ["System.Text.Json.SourceGeneration.dll", "System.Text.RegularExpressions.Generator.dll", "Microsoft.Extensions.Logging.Generators.dll"];

    private static readonly Lazy<List<ISourceGenerator>> SharedGenerators = new(() => [.. Shared.SelectMany(Framework.FindAnalyzer).SelectMany(Load)]);

    private static readonly Lazy<List<ISourceGenerator>> RazorGenerators = new(() => [.. Load(Path.Combine(Framework.SdkFolder, "Sdks", "Microsoft.NET.Sdk.Razor", "source-generators", "Microsoft.CodeAnalysis.Razor.Compiler.dll"))]);

    public static CSharpCompilation Run(CSharpCompilation compilation, ProjectFile project, Repository repository, CSharpParseOptions parse, Action<string> log)
    {
        var prefix = project.Directory.Length == 0 ? string.Empty : project.Directory + "/";
        var pages = !project.Sdk.StartsWith("Microsoft.NET.Sdk.", StringComparison.Ordinal)
            ? []
            : repository.Paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && Path.GetExtension(path) is (".razor" or ".cshtml")).ToList();
        try
        {
            repository.Load(pages);
            var texts = pages.Select(path => new RepositoryText(path, repository.Bytes(path))).ToList();
            var global = new Dictionary<string, string>
            {
                ["build_property.RazorLangVersion"] = "Latest",
                ["build_property.RootNamespace"] = project.RootNamespace,
                ["build_property.RazorConfiguration"] = "Default",
                ["build_property.SuppressRazorSourceGenerator"] = string.Empty,
                ["build_property.GenerateRazorMetadataSourceChecksumAttributes"] = string.Empty,
                ["build_property.MSBuildProjectDirectory"] = "/" + project.Directory,
            };
            var perFile = texts.ToDictionary(text => text.Path, text => new Dictionary<string, string>
            {
                ["build_metadata.AdditionalFiles.TargetPath"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Path[prefix.Length..])),
            });
            GeneratorDriver driver = CSharpGeneratorDriver.Create(
                pages.Count > 0 ? SharedGenerators.Value.Concat(RazorGenerators.Value) : SharedGenerators.Value,
                texts,
                parse,
                new OptionsProvider(global, perFile));
            driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _);
            foreach (var result in driver.GetRunResult().Results.Where(result => result.Exception is not null))
            {
                log($"{project.FilePath}: {result.Generator.GetGeneratorType().Name} threw {result.Exception!.Message}");
            }

            return (CSharpCompilation)updated;
        }
        catch (Exception error) when (error is IOException or TypeLoadException or MissingMethodException or BadImageFormatException)
        {
            log($"{project.FilePath}: no generators ({error.Message})");
            return compilation;
        }
    }

    private static IEnumerable<ISourceGenerator> Load(string path) => new AnalyzerFileReference(path, AssemblyLoader.Instance).GetGenerators(LanguageNames.CSharp);

    private sealed class RepositoryText(string path, byte[] bytes) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(new MemoryStream(bytes), Encoding.UTF8);
    }
}
