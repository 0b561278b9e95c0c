using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A using declaration becomes a local, and a try with Dispose in its finally block.</summary>
internal sealed class UsingAsTryFinally(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        for (var i = block.Statements.Count - 1; i >= 0; i--)
        {
            if (block.Statements[i] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, AwaitKeyword.RawKind: 0, Declaration: { Variables: [var variable] } declared })
            {
                continue;
            }

            var dispose = SyntaxFactory.Block(Statement($"((global::System.IDisposable){variable.Identifier})?.Dispose();"));
            var attempt = SyntaxFactory.TryStatement(SyntaxFactory.Block(block.Statements.Skip(i + 1)), default, SyntaxFactory.FinallyClause(dispose));
            block = block.WithStatements(SyntaxFactory.List(block.Statements.Take(i).Append(SyntaxFactory.LocalDeclarationStatement(declared)).Append(attempt)));
        }

        return block;
    }
}
