using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>One file of declarations that stand in for a package, compiled to metadata as the package itself would be.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Types">The metadata names of its types, nested ones left out.</param>
/// <param name="Uses">The stubs that its declarations refer to.</param>
/// <param name="Reference">The compiled declarations.</param>
internal sealed record Stub(string Name, IReadOnlyList<string> Types, IReadOnlyList<Stub> Uses, MetadataReference Reference)
{
    public IEnumerable<Stub> Closure => Uses.SelectMany(stub => stub.Closure).Append(this).Distinct();
}

/// <summary>
/// Declarations for packages that cannot be restored. Every file becomes an assembly of its own, so that a repository
/// which declares one of its types leaves out that file alone. A file names those it builds on in a line "// uses: Name, Name".
/// </summary>
internal sealed partial class StubLibrary
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview, DocumentationMode.None);

    private static readonly SymbolDisplayFormat FullName = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stub?> _made = new(StringComparer.Ordinal);

    private StubLibrary()
    {
    }

    public IEnumerable<Stub> All => _made.Values.OfType<Stub>();

    /// <summary>Compiles every file of a folder.</summary>
    public static StubLibrary Load(string folder)
    {
        var library = new StubLibrary();
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs"))
        {
            library._texts[Path.GetFileNameWithoutExtension(file)] = File.ReadAllText(file);
        }

        foreach (var name in library._texts.Keys.Order(StringComparer.Ordinal))
        {
            library.Make(name);
        }

        return library;
    }

    private Stub Make(string name)
    {
        if (_made.TryGetValue(name, out var known))
        {
            return known ?? throw new UsageException($"The stub {name} uses itself.");
        }

        _made[name] = null;
        var text = _texts.GetValueOrDefault(name) ?? throw new UsageException($"There is no stub {name}.");
        var uses = UsesLine().Matches(text)
            .SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Make)
            .ToList();
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Parse, name + ".cs");
        var compilation = CSharpCompilation.Create(
            "Stub." + name,
            [tree, CSharpSyntaxTree.ParseText(Usings, Parse)],
            [.. Framework.References.Values, .. uses.SelectMany(stub => stub.Closure).Distinct().Select(stub => stub.Reference)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Annotations));
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(metadataOnly: true));
        if (!result.Success)
        {
            throw new UsageException($"The stub {name} does not compile: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
        }

        var model = compilation.GetSemanticModel(tree);
        var types = tree.GetRoot().DescendantNodes()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(node => (INamedTypeSymbol)model.GetDeclaredSymbol(node)!)
            .Where(type => type.ContainingType is null)
            .Select(type => type.ToDisplayString(FullName) + (type.Arity > 0 ? $"`{type.Arity}" : string.Empty))
            .Distinct()
            .ToList();
        var stub = new Stub(name, types, uses, MetadataReference.CreateFromImage(image.ToArray(), filePath: $"Stub.{name}.dll"));
        _made[name] = stub;
        return stub;
    }

    [GeneratedRegex(@"^// uses: (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex UsesLine();
}
