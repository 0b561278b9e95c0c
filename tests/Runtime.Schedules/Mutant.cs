using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.Schedules;

/// <summary>The runtime's sources with a planted bug, compiled together with the scenarios.</summary>
internal sealed class Mutant
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly string s_root =
        typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;

    /// <summary>Parsed once; a mutant replaces the trees that it changes.</summary>
    private static readonly Lazy<(CSharpCompilation Product, SyntaxTree[] Runtime)> s_product = new(Compile);

    private readonly Type _scenarios;

    private Mutant(Type scenarios) => _scenarios = scenarios;

    /// <summary>Replaces each text, which must occur exactly once in the sources, and compiles.</summary>
    internal static Mutant With(params (string Text, string Replacement)[] edits)
    {
        var (compilation, trees) = s_product.Value;
        trees = [.. trees];
        foreach (var (text, replacement) in edits)
        {
            var hits = trees.Sum(tree => Occurrences(tree.ToString(), text));
            Assert.True(hits == 1, $"The text to mutate occurs {hits} times: {text}");
            var at = Array.FindIndex(trees, tree => tree.ToString().Contains(text));
            var edited = Parse(trees[at].ToString().Replace(text, replacement));
            compilation = compilation.ReplaceSyntaxTree(trees[at], edited);
            trees[at] = edited;
        }

        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        var assembly = new AssemblyLoadContext("mutant").LoadFromStream(image);
        return new Mutant(assembly.GetType(typeof(Scenarios).FullName!, throwOnError: true)!);
    }

    internal string? DepthFirst(string scenario, int most) =>
        (string?)_scenarios.GetMethod(nameof(Scenarios.DepthFirst))!.Invoke(null, [scenario, 2, most]);

    internal string? Random(string scenario, int most) =>
        (string?)_scenarios.GetMethod(nameof(Scenarios.Random))!.Invoke(null, [scenario, 1, most]);

    private static (CSharpCompilation Product, SyntaxTree[] Runtime) Compile()
    {
        var runtime = Sources("src", "Runtime").Select(Parse).ToArray();
        SyntaxTree[] own =
        [
            .. Sources("tests", "Runtime.Schedules", "Exploration").Select(Parse),
            Parse(File.ReadAllText(Path.Combine(s_root, "tests", "Runtime.Tests", "Support", "ManualTime.cs"))),
            Parse(Usings),
        ];
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(
                f => Path.GetFileName(f) is { } name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(f => MetadataReference.CreateFromFile(f));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        return (CSharpCompilation.Create("Mutant", [.. runtime, .. own], references, options), runtime);
    }

    private static IEnumerable<string> Sources(params string[] folder) =>
        Directory.GetFiles(Path.Combine([s_root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split('/', '\\').Any(part => part is "obj" or "bin"))
            .Select(File.ReadAllText);

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(
        text,
        new CSharpParseOptions(
            LanguageVersion.Preview,
            preprocessorSymbols: ["REFRESHRACE_SCHEDULES", "NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]));

    private static int Occurrences(string source, string text) => source.Split(text).Length - 1;
}
