using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The else of an if that leaves follows it.</summary>
internal sealed class ElseToEarlyReturn(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        if (block.Statements.LastOrDefault() is not IfStatementSyntax { Else.Statement: BlockSyntax rest } test || !Leaves(test.Statement))
        {
            return block;
        }

        return block.WithStatements(SyntaxFactory.List(block.Statements.SkipLast(1).Append(test.WithElse(null)).Concat(rest.Statements)));
    }

    private static bool Leaves(StatementSyntax statement) => (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) is ReturnStatementSyntax or ThrowStatementSyntax;
}
