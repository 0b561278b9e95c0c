using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Invariance.Seeds;

/// <summary>A source that compiles, and in which the analyzer has something to look at.</summary>
/// <param name="Place">The file and line that it comes from.</param>
/// <param name="World">Declarations in a file of their own that complete it; empty where it compiles alone.</param>
/// <param name="Compilation">The compilation with it.</param>
/// <param name="Tree">Its file, whose members carry their names (<see cref="Owners"/>).</param>
/// <param name="Verdict">What the analyzer says about it.</param>
internal sealed record Seed(string Place, string World, CSharpCompilation Compilation, SyntaxTree Tree, Verdict Verdict)
{
    public CompilationUnitSyntax Root => (CompilationUnitSyntax)Tree.GetRoot();

    public string Text => Tree.ToString();

    /// <summary>Makes a seed of a text; null when no world completes it, or when the analyzer has nothing to look at.</summary>
    public static Seed? Make(SeedText source, IReadOnlyList<string> worlds)
    {
        var root = Owners.Name((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(source.Text, SeedCompilation.Parse).GetRoot());
        if (root.ContainsDiagnostics)
        {
            return null;
        }

        var tree = CSharpSyntaxTree.Create(root, SeedCompilation.Parse, "Seed.cs", System.Text.Encoding.UTF8);
        var missing = SeedCompilation.MissingNames(SeedCompilation.Of([tree], string.Empty));
        foreach (var world in missing.Count == 0 ? [string.Empty] : worlds.Where(world => missing.All(name => world.Contains(name, StringComparison.Ordinal))))
        {
            var compilation = SeedCompilation.Of([tree], world);
            if (SeedCompilation.Compiles(compilation))
            {
                return Verdict.Of(compilation, [tree], file => Owners.Table(file)) is { } verdict ? new Seed(source.Place, world, compilation, tree, verdict) : null;
            }
        }

        return null;
    }
}
