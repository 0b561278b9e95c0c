using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Analyzers.Tests;

/// <summary>The rooms of <c>src/Analyzers</c>: arrows run one way, and what a file holds can be told from where it stands.</summary>
public sealed class ArchitectureTests
{
    private static readonly string s_root = Path.Combine(
        typeof(ArchitectureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "RepositoryRoot").Value!,
        "src",
        "Analyzers");

    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> s_files = new(ReadFiles);

    [Fact]
    public void Arrows_RunOneWay() => Assert.Empty(RoomArrows.AgainstTheLayers(s_files.Value));

    [Fact]
    public void EveryFolder_IsARoom() =>
        Assert.Empty(s_files.Value.Select(file => RoomArrows.RoomOf(file.Path)).Where(room => RoomArrows.LayerOf(room) < 0).Distinct());

    [Fact]
    public void EveryNamespace_IsThatOfItsRoom() => Assert.Empty(
        from file in Declaring()
        let room = RoomArrows.RoomOf(file.Path)
        let expected = room == RoomArrows.Entry ? "RefreshRace.Analyzers" : $"RefreshRace.Analyzers.{room}"
        where file.Namespace.Name.ToString() != expected
        select $"{file.Path}: {file.Namespace.Name}");

    [Fact]
    public void EveryFile_DeclaresOneType_ThatItIsNamedAfter() => Assert.Empty(
        from file in Declaring()
        let names = file.Namespace.Members.Select(NameOf).ToList()
        where names is not [var name] || Path.GetFileName(file.Path).Split('.')[0] != name
        select $"{file.Path}: {string.Join(", ", names)}");

    [Fact]
    public void ArrowUpwards_IsFound() => Assert.Equal(
        ["Flow/Low.cs uses High of Pipeline"],
        RoomArrows.AgainstTheLayers(
        [
            ("Pipeline/High.cs", "namespace A.Pipeline { public static class High { public static A.Flow.Low? Made; } }"),
            ("Flow/Low.cs", "namespace A.Flow { public class Low { public object? Above => A.Pipeline.High.Made; } }"),
        ]));

    [Fact]
    public void ArrowSideways_ByAnExtensionMethod_IsFound() => Assert.Equal(
        ["Callers/Left.cs uses Right of Guards"],
        RoomArrows.AgainstTheLayers(
        [
            ("Guards/Right.cs", "namespace A.Guards { public static class Right { public static int Twice(this int value) => 2 * value; } }"),
            ("Callers/Left.cs", "using A.Guards; namespace A.Callers { public class Left { public int Four => 2.Twice(); } }"),
        ]));

    [Fact]
    public void ArrowDownwards_IsRight() => Assert.Empty(
        RoomArrows.AgainstTheLayers(
        [
            ("Guards/High.cs", "namespace A.Guards { public class High : A.Symbols.Low; }"),
            ("Symbols/Low.cs", "namespace A.Symbols { public class Low; }"),
        ]));

    private static IReadOnlyList<(string Path, string Text)> ReadFiles() =>
    [
        .. Directory.EnumerateFiles(s_root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(s_root, path).Replace('\\', '/'), Full: path))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => (file.Path, File.ReadAllText(file.Full))),
    ];

    /// <summary>The files that declare something of the analyzer's own; types that the compiler looks for stand where it looks for them.</summary>
    private static IEnumerable<(string Path, BaseNamespaceDeclarationSyntax Namespace)> Declaring() =>
        from file in s_files.Value
        where file.Path != "Symbols/Polyfills.cs"
        let declared = CSharpSyntaxTree.ParseText(file.Text).GetCompilationUnitRoot().Members
        select (file.Path, Assert.IsAssignableFrom<BaseNamespaceDeclarationSyntax>(Assert.Single(declared)));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
