using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.RealWorld.Labels;

/// <summary>The member around a position. A lambda or local function belongs to the member around it; all top-level statements of a file are one member.</summary>
/// <param name="Name">Type and member, for a reader.</param>
/// <param name="Signature">The name with the parameters' types as they are written: what stays the same when a fix rewrites the body.</param>
/// <param name="Span">What the member spans.</param>
/// <param name="Node">The declaration, or the compilation unit.</param>
internal sealed record MemberScope(string Name, string Signature, TextSpan Span, SyntaxNode Node)
{
    public static MemberScope At(SyntaxTree tree, int position)
    {
        var root = tree.GetCompilationUnitRoot();
        var member = root.FindToken(position).Parent?.AncestorsAndSelf().FirstOrDefault(node => node is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax);
        switch (member)
        {
            case null:
                var file = Path.GetFileName(tree.FilePath);
                return new MemberScope(file, file, root.FullSpan, root);
            case GlobalStatementSyntax:
                var statements = root.Members.OfType<GlobalStatementSyntax>().ToList();
                return new MemberScope("<top-level statements>", "<top-level statements>", TextSpan.FromBounds(statements[0].SpanStart, statements[^1].Span.End), root);
            default:
                var name = NameOf(member);
                var parameters = member is BaseMethodDeclarationSyntax method ? method.ParameterList.Parameters.Select(parameter => parameter.Type?.ToString()) : [];
                return new MemberScope(name, $"{name}({string.Join(',', parameters)})", member.Span, member);
        }
    }

    private static string NameOf(SyntaxNode member)
    {
        var types = string.Join('.', member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.ValueText));
        var name = member switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax => ".ctor",
            DestructorDeclarationSyntax => "Finalize",
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            EventDeclarationSyntax @event => @event.Identifier.ValueText,
            BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
            EnumMemberDeclarationSyntax value => value.Identifier.ValueText,
            DelegateDeclarationSyntax type => type.Identifier.ValueText,
            _ => member.Kind().ToString(),
        };
        return types.Length == 0 ? name : $"{types}.{name}";
    }
}
