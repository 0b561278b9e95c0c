using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A constructor that only sets fields becomes a primary constructor.</summary>
internal sealed class ConstructorToPrimary(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        var constructors = visited.Members.OfType<ConstructorDeclarationSyntax>().ToList();
        if (visited.ParameterList is not null || constructors is not [{ Initializer: null, ParameterList.Parameters.Count: > 0 } constructor] || constructor.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            return visited;
        }

        var statements = constructor.Body?.Statements.AsEnumerable() ?? [SyntaxFactory.ExpressionStatement(constructor.ExpressionBody!.Expression)];
        var values = new Dictionary<string, string>();
        foreach (var statement in statements)
        {
            if (statement is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax field, Right: var value } } || !values.TryAdd(field.Identifier.ValueText, value.ToString()))
            {
                return visited;
            }
        }

        var fields = visited.Members.OfType<FieldDeclarationSyntax>()
            .Where(field => field.Declaration.Variables is [{ Initializer: null } variable] && values.ContainsKey(variable.Identifier.ValueText))
            .ToList();
        if (fields.Count != values.Count)
        {
            return visited;
        }

        var filled = visited.ReplaceNodes(fields, (_, field) => field.ReplaceNode(
            field.Declaration.Variables[0],
            SyntaxFactory.VariableDeclarator(field.Declaration.Variables[0].Identifier).WithInitializer(SyntaxFactory.EqualsValueClause(Expression(values[field.Declaration.Variables[0].Identifier.ValueText])))).From(field));
        filled = filled.RemoveNode(filled.Members.OfType<ConstructorDeclarationSyntax>().Single(), SyntaxRemoveOptions.KeepNoTrivia)!;
        return filled.WithIdentifier(filled.Identifier.WithoutTrivia()).WithParameterList(constructor.ParameterList);
    }
}
