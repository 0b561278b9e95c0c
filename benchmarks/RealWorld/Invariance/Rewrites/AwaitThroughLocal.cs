using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A task is put into a local, and awaited in the next statement.</summary>
internal sealed class AwaitThroughLocal(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        var statements = new List<StatementSyntax>();
        for (var i = 0; i < node.Statements.Count; i++)
        {
            var now = visited.Statements[i];
            if (AwaitOf(node.Statements[i]) is { Expression: InvocationExpressionSyntax } && AwaitOf(now) is { } awaited)
            {
                var name = Fresh("task");
                statements.Add(Statement($"var {name} = {awaited.Expression};"));
                now = now.ReplaceNode(awaited.Expression, SyntaxFactory.IdentifierName(name));
            }

            statements.Add(now);
        }

        return statements.Count == node.Statements.Count ? visited : visited.WithStatements(SyntaxFactory.List(statements));
    }

    private static AwaitExpressionSyntax? AwaitOf(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax { Expression: AwaitExpressionSyntax awaited } => awaited,
        ExpressionStatementSyntax { Expression: AwaitExpressionSyntax awaited } => awaited,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: AwaitExpressionSyntax awaited } } => awaited,
        LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: AwaitExpressionSyntax awaited }] } => awaited,
        _ => null,
    };
}
