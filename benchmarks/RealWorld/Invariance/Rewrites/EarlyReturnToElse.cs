using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>What follows an if that leaves goes into its else.</summary>
internal sealed class EarlyReturnToElse(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        for (var i = block.Statements.Count - 2; i >= 0; i--)
        {
            var rest = block.Statements.Skip(i + 1).ToList();
            if (block.Statements[i] is IfStatementSyntax { Else: null } test && Leaves(test.Statement) && !rest.Exists(statement => statement is LocalFunctionStatementSyntax))
            {
                block = block.WithStatements(SyntaxFactory.List(block.Statements.Take(i).Append(test.WithElse(SyntaxFactory.ElseClause(SyntaxFactory.Block(rest))))));
            }
        }

        return block;
    }

    private static bool Leaves(StatementSyntax statement) => (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) is ReturnStatementSyntax or ThrowStatementSyntax;
}
