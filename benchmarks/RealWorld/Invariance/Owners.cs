using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>
/// The name that each member had in the seed. A rewrite renames, moves and splits members; what it makes of one, or makes for one, carries that one's name,
/// so that findings of both texts can be told to concern the same member.
/// </summary>
internal static class Owners
{
    private const string Kind = "RefreshRace.Owner";

    /// <summary>The same source, in which every member carries its name; a local function that of the member around it.</summary>
    public static CompilationUnitSyntax Name(CompilationUnitSyntax root) => root.ReplaceNodes(
        root.DescendantNodes().Where(IsOwner),
        (original, current) => current.WithAdditionalAnnotations(new SyntaxAnnotation(Kind, NameOf(original))));

    /// <summary>The new node, which now stands for what the old one stood for.</summary>
    public static T From<T>(this T created, SyntaxNode old)
        where T : SyntaxNode =>
        Of(old) is { } name ? created.WithoutAnnotations(Kind).WithAdditionalAnnotations(new SyntaxAnnotation(Kind, name)) : created;

    /// <summary>The name that a node carries, or that the nearest node around it does.</summary>
    public static string? Of(SyntaxNode node) => node.AncestorsAndSelf().Select(one => one.GetAnnotations(Kind).FirstOrDefault()?.Data).FirstOrDefault(name => name is not null);

    /// <summary>The names of a file's members, in the order of the file.</summary>
    public static List<string> Table(SyntaxNode root) => [.. root.DescendantNodes().Where(IsOwner).Select(node => Of(node) ?? string.Empty)];

    /// <summary>The name of the member around a position, with the names of a file that has the same members.</summary>
    public static string At(SyntaxNode root, int position, IReadOnlyList<string> table)
    {
        var member = root.FindToken(position).Parent?.AncestorsAndSelf().FirstOrDefault(IsOwner);
        return member is null ? string.Empty : table[root.DescendantNodes().Where(IsOwner).TakeWhile(node => node != member).Count()];
    }

    public static bool IsOwner(SyntaxNode node) => node is LocalFunctionStatementSyntax or GlobalStatementSyntax || (node is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax);

    private static string NameOf(SyntaxNode node)
    {
        var member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().First();
        var types = string.Join('.', member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.ValueText));
        return $"{types}.{Own(member)}".TrimStart('.');
    }

    private static string Own(MemberDeclarationSyntax member) => member switch
    {
        GlobalStatementSyntax => "<top-level statements>",
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        ConstructorDeclarationSyntax => ".ctor",
        _ => ((Microsoft.CodeAnalysis.CSharp.SyntaxKind)member.RawKind).ToString(),
    };


}
