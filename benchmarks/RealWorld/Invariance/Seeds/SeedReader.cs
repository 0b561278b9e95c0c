using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.RealWorld.Invariance.Seeds;

/// <summary>
/// Reads sources from a folder: the texts in tests that declare types, the C# blocks of Markdown files, and, in a folder without a test project, the files themselves.
/// The declarations that several tests share are kept apart, as worlds that complete a source which does not compile alone.
/// </summary>
internal sealed partial class SeedReader
{
    private const int MaxTestCases = 12;

    private readonly List<SeedText> _texts = [];
    private readonly List<string> _worlds = [];
    private readonly HashSet<string> _known = [];

    public IReadOnlyList<SeedText> Texts => _texts;

    public IReadOnlyList<string> Worlds => _worlds;

    public void Read(string root, string folder)
    {
        var files = (File.Exists(folder) ? [folder] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => !Path.GetRelativePath(folder, path).Split('/', '\\').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .ToList();
        var sources = files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        string Place(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
        if (files.Exists(path => path.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            ReadTests(sources, Place);
        }
        else
        {
            sources.ForEach(path => Add(Place(path), File.ReadAllText(path)));
        }

        foreach (var path in files.Where(path => path.EndsWith(".md", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(path);
            foreach (Match block in CodeBlock().Matches(text))
            {
                Add($"{Place(path)}:{text.AsSpan(0, block.Index).Count('\n') + 1}", block.Groups[1].Value);
            }
        }
    }

    private static string WithoutMarkup(string text) => Markup().Replace(text, string.Empty).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static bool DeclaresTypes(string text) => text.Contains('{') && TypeDeclaration().IsMatch(text);

    private static IEnumerable<Dictionary<string, string>> CasesOf(MethodDeclarationSyntax? test)
    {
        var cases = test?.AttributeLists.SelectMany(list => list.Attributes).Where(attribute => attribute.Name.ToString() == "InlineData").Take(MaxTestCases).ToList() ?? [];
        return cases.Count == 0 ? [[]] : cases.Select(data => (data.ArgumentList?.Arguments ?? [])
            .Zip(test!.ParameterList.Parameters, (argument, parameter) => (parameter.Identifier.ValueText, Value: (argument.Expression as LiteralExpressionSyntax)?.Token.Value?.ToString()))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.ValueText, pair => pair.Value!));
    }

    private void Add(string place, string text)
    {
        text = WithoutMarkup(text);
        if (DeclaresTypes(text) && _known.Add(text))
        {
            _texts.Add(new SeedText(place, text));
        }
    }

    private void ReadTests(List<string> paths, Func<string, string> place)
    {
        var trees = paths.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview), path)).ToList();
        var compilation = CSharpCompilation.Create("Tests", trees, Framework.References.Values);
        var evaluator = new TextEvaluator(compilation);
        foreach (var tree in trees)
        {
            foreach (var constant in tree.GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword)))
            {
                if (evaluator.Evaluate(constant.Declaration.Variables[0].Initializer!.Value) is { } world && DeclaresTypes(world) && _known.Add(world))
                {
                    _worlds.Add(WithoutMarkup(world));
                }
            }

            foreach (var member in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            {
                ReadTest(member, evaluator, node => $"{place(tree.FilePath)}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}");
            }
        }
    }

    private void ReadTest(MethodDeclarationSyntax test, TextEvaluator evaluator, Func<SyntaxNode, string> place)
    {
        foreach (var arguments in CasesOf(test))
        {
            Visit(test);

            void Visit(SyntaxNode node)
            {
                if (node is ExpressionSyntax and not IdentifierNameSyntax && evaluator.Evaluate((ExpressionSyntax)node, arguments) is { } text && DeclaresTypes(text))
                {
                    Add(place(node), text);
                    return;
                }

                foreach (var child in node.ChildNodes())
                {
                    Visit(child);
                }
            }
        }
    }

    [GeneratedRegex(@"\{\|[#A-Za-z0-9]+:|\|\}|\[\||\|\]")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\b(class|record|struct|interface)\s+[A-Za-z_]")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
