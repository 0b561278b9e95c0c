using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.Schedules;

/// <summary>The runtime's sources with a planted bug, compiled together with the scenarios.</summary>
internal sealed class Mutant
{
    private readonly Type _scenarios;

    private Mutant(Type scenarios) => _scenarios = scenarios;

    /// <summary>Replaces each text, which must occur exactly once in the sources, and compiles.</summary>
    internal static Mutant With(params (string Text, string Replacement)[] edits)
    {
        var root = typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;
        var runtime = Directory.GetFiles(Path.Combine(root, "src", "Runtime"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/") && !f.Contains("\\obj\\") && !f.Contains("\\bin\\"))
            .Select(File.ReadAllText).ToArray();
        foreach (var (text, replacement) in edits)
        {
            var hits = runtime.Count(source => source.Contains(text));
            var at = Array.FindIndex(runtime, source => source.Contains(text));
            Assert.True(hits == 1 && runtime[at].IndexOf(text) == runtime[at].LastIndexOf(text), $"The text to mutate occurs {hits} times: {text}");
            runtime[at] = runtime[at].Replace(text, replacement);
        }

        string[] own = [.. Directory.GetFiles(Path.Combine(root, "tests", "Runtime.Schedules", "Exploration"), "*.cs").Select(File.ReadAllText),
            File.ReadAllText(Path.Combine(root, "tests", "Runtime.Tests", "Support", "ManualTime.cs")),
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;"];
        var options = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols:
            ["REFRESHRACE_SCHEDULES", "NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(f) is "netstandard.dll" or "mscorlib.dll")
            .Select(f => MetadataReference.CreateFromFile(f));
        var compilation = CSharpCompilation.Create(
            "Mutant",
            runtime.Concat(own).Select(text => CSharpSyntaxTree.ParseText(text, options)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
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
}
