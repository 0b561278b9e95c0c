using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Analyzers.Tests;

/// <summary>Which rooms (top folders) of the analyzer use types of which other rooms.</summary>
internal static class RoomArrows
{
    /// <summary>The room of the files that stand in no folder.</summary>
    public const string Entry = "(entry)";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The rooms from the top down. A room uses rooms of lower layers only: none above, and none beside it.</summary>
    public static readonly string[][] Layers =
    [
        [Entry],
        ["Pipeline"],
        ["Refreshes", "Callers", "Guards", "Failures", "Rules"],
        ["Hosting"],
        ["Model"],
        ["Flow"],
        ["Knowledge"],
        ["Symbols", "Options"],
    ];

    /// <summary>The room of a file, by its path below <c>src/Analyzers</c>.</summary>
    public static string RoomOf(string path) => path.Split('/') is { Length: > 1 } parts ? parts[0] : Entry;

    /// <summary>The layer of a room, 0 for the uppermost; -1 for a folder that is no room.</summary>
    public static int LayerOf(string room) => Array.FindIndex(Layers, layer => layer.Contains(room));

    /// <summary>The uses of types and members that run upwards or sideways, as <c>Flow/A.cs uses B of Pipeline</c>.</summary>
    /// <param name="files">Paths below <c>src/Analyzers</c> with the text of each file.</param>
    public static IReadOnlyList<string> AgainstTheLayers(IEnumerable<(string Path, string Text)> files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview), file.Path)).ToList();
        var compilation = CSharpCompilation.Create(
            "Rooms",
            trees.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, new CSharpParseOptions(LanguageVersion.Preview), "ImplicitUsings.cs")),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => !Path.GetFileName(path).StartsWith("RefreshRace.", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        // A name that does not bind would be an arrow that nobody sees.
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);

        return [.. trees.SelectMany(tree => Uses(tree, compilation)).Where(IsAgainstTheLayers).Select(use => $"{use.From} uses {use.Used} of {use.Room}").Distinct()];
    }

    private static bool IsAgainstTheLayers((string From, string Used, string Room) use)
    {
        var room = RoomOf(use.From);
        return room != use.Room && LayerOf(room) >= LayerOf(use.Room);
    }

    private static IEnumerable<(string From, string Used, string Room)> Uses(SyntaxTree tree, Compilation compilation)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (TypeBehind(model.GetSymbolInfo(name).Symbol) is { } type && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
            {
                yield return (tree.FilePath, type.Name, RoomOf(type.DeclaringSyntaxReferences[0].SyntaxTree.FilePath));
            }
        }
    }

    /// <summary>The outermost type that a name stands for, or whose member it names; null for a local, a parameter or a namespace.</summary>
    private static INamedTypeSymbol? TypeBehind(ISymbol? symbol)
    {
        var type = symbol switch
        {
            INamedTypeSymbol named => named,
            ILocalSymbol or IParameterSymbol => null,
            IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
            _ => symbol?.ContainingType,
        };
        while (type?.ContainingType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
