using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Code that means the name of an expression as well as its value: the members of anonymous objects and tuples are called after what they
/// are given, and what a serializer makes of
/// <c>new { refreshToken }</c> is read by a server. Another expression in its place must not change that.
/// </summary>
internal static class ImpliedNames
{
    /// <summary>Whether the expression stands for its name alone.</summary>
    public static bool IsNameOnly(ExpressionSyntax expression) =>
        expression.Ancestors().OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    /// <summary>Replaces nodes; a member that was called after one of them gets its name written.</summary>
    public static T Replace<T>(T root, IEnumerable<SyntaxNode> nodes, Func<SyntaxNode, SyntaxNode, SyntaxNode> replacement)
        where T : SyntaxNode
    {
        var replaced = new HashSet<SyntaxNode>(nodes);
        var members = replaced.Select(node => node.Parent).OfType<SyntaxNode>()
            .Where(parent => NameOf(parent) is not null && !replaced.Contains(parent)).Distinct().ToArray();
        return root.ReplaceNodes(replaced.Concat(members), (old, now) => replaced.Contains(old)
            ? replacement(old, now)
            : Named(now, NameOf(old)!));
    }

    private static string? NameOf(SyntaxNode member) => member switch
    {
        AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } declarator =>
            SyntaxFacts.TryGetInferredMemberName(declarator.Expression),
        ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax } element =>
            SyntaxFacts.TryGetInferredMemberName(element.Expression),
        _ => null,
    };

    private static SyntaxNode Named(SyntaxNode member, string name) => member switch
    {
        _ when NameOf(member) == name => member,
        AnonymousObjectMemberDeclaratorSyntax declarator => declarator
            .WithNameEquals(SyntaxFactory.NameEquals(
                SyntaxFactory.IdentifierName(name).WithLeadingTrivia(declarator.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)))
            .WithExpression(declarator.Expression.WithLeadingTrivia()),
        ArgumentSyntax element => element
            .WithNameColon(SyntaxFactory.NameColon(
                SyntaxFactory.IdentifierName(name).WithLeadingTrivia(element.GetLeadingTrivia()), SyntaxFactory.Token(SyntaxKind.ColonToken)
                    .WithTrailingTrivia(SyntaxFactory.Space)))
            .WithExpression(element.Expression.WithLeadingTrivia()),
        _ => member,
    };
}
