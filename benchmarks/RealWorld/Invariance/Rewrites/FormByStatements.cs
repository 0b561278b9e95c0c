using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A form that is built in place becomes a local dictionary that statements fill.</summary>
internal sealed class FormByStatements(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        var statements = new List<StatementSyntax>();
        for (var i = 0; i < node.Statements.Count; i++)
        {
            var now = visited.Statements[i];
            if (node.Statements[i] is LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax && Form(now) is { Initializer: { } items } form)
            {
                var name = Fresh("form");
                statements.Add(Statement($"var {name} = new Dictionary<string, string>();"));
                statements.AddRange(items.Expressions.Select(item => item is AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax key } set
                    ? Statement($"{name}{key} = {set.Right};")
                    : Statement($"{name}.Add({string.Join(", ", ((InitializerExpressionSyntax)item).Expressions)});")));
                now = now.ReplaceNode(form, SyntaxFactory.IdentifierName(name));
            }

            statements.Add(now);
        }

        return statements.Count == node.Statements.Count ? visited : visited.WithStatements(SyntaxFactory.List(statements));
    }

    // Not in a lambda, where the statements would run at another time, and not behind another call, whose order would change.
    private static ObjectCreationExpressionSyntax? Form(StatementSyntax statement) => statement.DescendantNodes(inner => inner is not (AnonymousFunctionExpressionSyntax or BlockSyntax))
        .OfType<ObjectCreationExpressionSyntax>()
        .FirstOrDefault(created => created.Type.ToString() == "Dictionary<string, string>" && created.Initializer is { Expressions: { Count: > 0 } items }
            && items.All(item => item is AssignmentExpressionSyntax or InitializerExpressionSyntax));
}
