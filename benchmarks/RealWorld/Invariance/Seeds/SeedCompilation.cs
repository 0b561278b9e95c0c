using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.RealWorld.Invariance.Seeds;

/// <summary>Compiles a seed over .NET, ASP.NET Core and RefreshRace.dll, with the usings that a project has.</summary>
internal static class SeedCompilation
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Text;
        global using System.Text.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using RefreshRace;
        """;

    // An external method that says no library: the tests' way to declare what is elsewhere.
    private static readonly string[] Harmless = ["CS0626"];

    public static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.None);

    private static SyntaxTree UsingsTree { get; } = CSharpSyntaxTree.ParseText(Usings, Parse, "Usings.g.cs");

    public static CSharpCompilation Of(IEnumerable<SyntaxTree> files, string world, MetadataReference? library = null, string name = "Seed")
    {
        var trees = files.Append(UsingsTree).ToList();
        if (world.Length > 0)
        {
            trees.Add(CSharpSyntaxTree.ParseText(world, Parse, "World.cs"));
        }

        var isProgram = trees.Exists(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Any(SyntaxKind.GlobalStatement));
        IEnumerable<MetadataReference> references = [.. Framework.References.Values, Framework.Runtime, .. library is null ? [] : new[] { library }];
        return CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: false));
    }

    /// <summary>The names that stand for nothing.</summary>
    public static HashSet<string> MissingNames(CSharpCompilation compilation) => [.. compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Id is "CS0246" or "CS0103")
        .Select(diagnostic => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan).Split('<')[0])];

    public static bool Compiles(CSharpCompilation compilation) =>
        !compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !Harmless.Contains(diagnostic.Id));
}
