using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.AnalyzerBenchmarks.Subjects;

/// <summary>A compilation that can be had again and again with nothing of it read before.</summary>
internal sealed class Subject
{
    private readonly CSharpCompilation _compilation;
    private readonly (string Key, string Value)? _option;

    private Subject(string name, CSharpCompilation compilation, (string Key, string Value)? option) => (Name, _compilation, _option) = (name, compilation, option);

    public string Name { get; }

    public CSharpCompilation Compilation => _compilation;

    public int Lines => _compilation.SyntaxTrees.Sum(tree => tree.GetText().Lines.Count);

    public int FileCount => _compilation.SyntaxTrees.Length;

    public AnalyzerOptions Options => new([], new OptionsProvider(_option is { } option ? new() { [option.Key] = option.Value } : []));

    public static Subject Real(string name, CSharpCompilation compilation) => new(name, compilation, null);

    public static Subject Generated(GeneratedCase made, int size)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse);
        var trees = made.Files(size).Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.Path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: true);
        return new Subject($"{size} {made.Name}", CSharpCompilation.Create("Generated", trees, Framework.References.Values, options), made.Options);
    }

    /// <summary>The same sources, parsed anew, as an editor and a build parse them: what an analyzer keeps for a syntax tree does not help.</summary>
    public CSharpCompilation Fresh()
    {
        var trees = new SyntaxTree[_compilation.SyntaxTrees.Length];
        Parallel.For(0, trees.Length, index =>
        {
            var tree = _compilation.SyntaxTrees[index];
            trees[index] = CSharpSyntaxTree.ParseText(tree.GetText(), ((CSharpParseOptions)tree.Options).WithDocumentationMode(DocumentationMode.Parse), tree.FilePath);
            trees[index].GetRoot();
        });
        return _compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees);
    }
}
