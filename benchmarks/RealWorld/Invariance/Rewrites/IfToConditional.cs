using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>An if that returns a value before another return becomes one return of a conditional expression.</summary>
internal sealed class IfToConditional(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        var count = block.Statements.Count;
        if (count < 2 || block.Statements[count - 1] is not ReturnStatementSyntax { Expression: { } second } || block.Statements[count - 2] is not IfStatementSyntax { Else: null } test
            || Value(test.Statement) is not { } first)
        {
            return block;
        }

        var returned = Statement($"return ({test.Condition}) ? {first} : {second};");
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(count - 2).Append(returned)));
    }

    private static ExpressionSyntax? Value(StatementSyntax statement) => (statement is BlockSyntax { Statements: [var only] } ? only : statement) is ReturnStatementSyntax { Expression: { } value } ? value : null;
}
