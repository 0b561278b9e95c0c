using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>
/// The files whose compile errors a fix can alter: those that it touches, those with another part of a type in them, and, where it altered more than bodies and private members,
/// every file that names a type of a touched file.
/// </summary>
internal static class FixReach
{
    public static async Task<List<DocumentId>> OfAsync(Project before, Project after)
    {
        var changed = after.GetChanges(before).GetChangedDocuments().ToList();
        var (parts, named) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var id in changed)
        {
            var (was, now) = ((await before.GetDocument(id)!.GetSyntaxRootAsync())!, (await after.GetDocument(id)!.GetSyntaxRootAsync())!);
            var types = now.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().ToList();
            parts.UnionWith(types.Where(type => type.Modifiers.Any(SyntaxKind.PartialKeyword)).Select(type => type.Identifier.ValueText));
            if (!Surface(was).SequenceEqual(Surface(now)))
            {
                named.UnionWith(types.Select(type => type.Identifier.ValueText));
            }
        }

        var reached = new HashSet<DocumentId>(changed);
        foreach (var document in before.Documents.Where(document => !reached.Contains(document.Id)))
        {
            var text = (await document.GetTextAsync()).ToString();
            if (named.Any(name => text.Contains(name, StringComparison.Ordinal))
                || (parts.Any(name => text.Contains(name, StringComparison.Ordinal))
                    && (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Any(type => parts.Contains(type.Identifier.ValueText))))
            {
                reached.Add(document.Id);
            }
        }

        return [.. reached];
    }

    /// <summary>What other files can see of a file's types: their heads, and their members that are not private, without bodies.</summary>
    private static IEnumerable<string> Surface(SyntaxNode root) => root.DescendantNodes()
        .OfType<MemberDeclarationSyntax>()
        .Where(member => member is not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax))
        .Where(member => member is BaseTypeDeclarationSyntax || member.Parent is InterfaceDeclarationSyntax || member.Modifiers.Any(modifier =>
            modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword)))
        .Select(member => member switch
        {
            BaseTypeDeclarationSyntax type => $"{type.Modifiers}{type.Identifier}{type.BaseList}",
            MethodDeclarationSyntax method => $"{string.Join(' ', method.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)))} {method.ReturnType}{method.Identifier}{method.TypeParameterList}{method.ParameterList}",
            BaseMethodDeclarationSyntax method => $"{method.Kind()}{method.Modifiers}{method.ParameterList}",
            PropertyDeclarationSyntax property => $"{property.Modifiers}{property.Type}{property.Identifier}",
            BaseFieldDeclarationSyntax field => $"{field.Modifiers}{field.Declaration.Type}{string.Join(',', field.Declaration.Variables.Select(variable => variable.Identifier))}",
            _ => member.ToString(),
        });
}
