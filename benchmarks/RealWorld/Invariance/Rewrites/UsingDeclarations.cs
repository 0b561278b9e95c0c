using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A using statement at the end of a block becomes a using declaration.</summary>
internal sealed class UsingDeclarations(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        if (visited.Statements.LastOrDefault() is not UsingStatementSyntax { Declaration: { } declared } statement)
        {
            return visited;
        }

        var declaration = SyntaxFactory.LocalDeclarationStatement(declared).WithUsingKeyword(statement.UsingKeyword).WithAwaitKeyword(statement.AwaitKeyword);
        var rest = statement.Statement is BlockSyntax block ? block.Statements : SyntaxFactory.SingletonList(statement.Statement);
        return visited.WithStatements(SyntaxFactory.List(visited.Statements.SkipLast(1).Append(declaration).Concat(rest)));
    }
}
