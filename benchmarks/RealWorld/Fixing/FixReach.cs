using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>
/// The files whose errors and findings a fix can alter: those that it touches, those with a finding, and those that name one of the members it works in.
/// Where it altered more than bodies and private members, also every file that names a type of a touched file, or holds another part of one.
/// </summary>
internal static class FixReach
{
    public static async Task<List<DocumentId>> OfAsync(Project before, Project after, Diagnostic finding, IEnumerable<Diagnostic> findings)
    {
        var changed = after.GetChanges(before).GetChangedDocuments().ToList();
        var names = new HashSet<string>(finding.AdditionalLocations.Prepend(finding.Location).Where(location => location.IsInSource)
            .Select(location => MemberScope.At(location.SourceTree!, location.SourceSpan.Start).Name.Split('.')[^1]), StringComparer.Ordinal);
        foreach (var id in changed)
        {
            var (was, now) = ((await before.GetDocument(id)!.GetSyntaxRootAsync())!, (await after.GetDocument(id)!.GetSyntaxRootAsync())!);
            var types = now.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().ToList();
            if (types.Exists(type => type.Modifiers.Any(SyntaxKind.PartialKeyword)) || !Surface(was).SequenceEqual(Surface(now)))
            {
                names.UnionWith(types.Select(type => type.Identifier.ValueText));
            }
        }

        var reached = new HashSet<DocumentId>(changed);
        reached.UnionWith(findings.Select(other => before.GetDocument(other.Location.SourceTree)!.Id));
        foreach (var document in before.Documents.Where(document => !reached.Contains(document.Id)))
        {
            var text = (await document.GetTextAsync()).ToString();
            if (names.Any(name => text.Contains(name, StringComparison.Ordinal)))
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
