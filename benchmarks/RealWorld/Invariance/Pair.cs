using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>A seed and what one rewrite made of it.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Rewrite">The name of the rewrite.</param>
/// <param name="Text">The rewritten source; its files one after the other.</param>
/// <param name="Verdict">What the analyzer says about it; null when it does not compile, so that nothing is scored.</param>
/// <param name="Crash">What the analyzer threw; null where it did not.</param>
internal sealed record Pair(Seed Seed, string Rewrite, string Text, Verdict? Verdict, string? Crash = null)
{
    public bool Agrees => Crash is null && (Merged is { Count: > 0 } ? Seed.Verdict.Merged(Merged).Equals(Verdict?.Merged(Merged)) : Seed.Verdict.Equals(Verdict));

    /// <summary>Gets the members that became a part of another.</summary>
    public IReadOnlyDictionary<string, string>? Merged { get; private init; }

    public static Pair Score(Seed seed, string rewrite, Rewritten rewritten)
    {
        var files = rewritten.Files.Select((file, index) => Parsed(file, $"Seed{index}.cs")).ToList();
        var library = rewritten.Library is { } unit ? Parsed(unit, "Library.cs") : default;
        var text = string.Join("\n// ---- another file ----\n", files.Select(file => file.Tree.ToString()));
        text = library.Tree is null ? text : $"{text}\n// ---- another project ----\n{library.Tree}";
        try
        {
            return new Pair(seed, rewrite, text, Judge(seed, files, library)) { Merged = rewritten.Merged };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever the analyzer throws is a result of the pair, not an end of the run.
            return new Pair(seed, rewrite, text, new Verdict([]), $"{error.GetType().Name}: {error.Message}");
        }
    }

    private static Verdict? Judge(Seed seed, List<(SyntaxTree Tree, List<string> Owners)> files, (SyntaxTree Tree, List<string> Owners) library)
    {
        MetadataReference? reference = null;
        var verdict = new Verdict([]);
        var world = seed.World;
        if (library.Tree is not null)
        {
            var compiled = SeedCompilation.Of([library.Tree], world, name: "Library");
            using var image = new MemoryStream();
            if (!SeedCompilation.Compiles(compiled) || !compiled.Emit(image).Success)
            {
                return null;
            }

            (reference, world) = (MetadataReference.CreateFromImage(image.ToArray()), string.Empty);
            verdict = Verdict.Of(compiled, [library.Tree], _ => library.Owners) ?? verdict;
        }

        var compilation = SeedCompilation.Of(files.Select(file => file.Tree), world, reference);
        if (files.Exists(file => file.Owners.Count != Owners.Table(file.Tree.GetRoot()).Count) || !SeedCompilation.Compiles(compilation))
        {
            return null;
        }

        var own = Verdict.Of(compilation, files.Select(file => file.Tree), root => files.First(file => file.Tree == root.SyntaxTree).Owners);
        return own is null ? verdict : verdict.With(own);
    }

    // Written out and read again, as a file is: what a rewrite builds need not be what a parser makes of its text.
    private static (SyntaxTree Tree, List<string> Owners) Parsed(CompilationUnitSyntax unit, string path)
    {
        var laidOut = unit.NormalizeWhitespace(eol: "\n");
        return (CSharpSyntaxTree.ParseText(laidOut.ToFullString(), SeedCompilation.Parse, path, Encoding.UTF8), Owners.Table(laidOut));
    }
}
