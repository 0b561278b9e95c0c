using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A using declaration becomes a using statement around what follows it.</summary>
internal sealed class UsingStatements(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node) => Nested((BlockSyntax)base.VisitBlock(node)!);

    private static BlockSyntax Nested(BlockSyntax block)
    {
        for (var i = block.Statements.Count - 1; i >= 0; i--)
        {
            if (block.Statements[i] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declared)
            {
                continue;
            }

            var rest = SyntaxFactory.Block(block.Statements.Skip(i + 1));
            var statement = SyntaxFactory.UsingStatement(declared.Declaration, null, rest).WithAwaitKeyword(declared.AwaitKeyword);
            block = block.WithStatements(SyntaxFactory.List(block.Statements.Take(i).Append(statement)));
        }

        return block;
    }
}
