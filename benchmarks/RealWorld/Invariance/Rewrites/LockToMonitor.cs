using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A lock statement becomes Monitor.Enter and Exit in a finally block.</summary>
internal sealed class LockToMonitor(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitLockStatement(LockStatementSyntax node)
    {
        var visited = (LockStatementSyntax)base.VisitLockStatement(node)!;
        if (Is(node.Expression, "System.Threading.Lock") || visited.Expression is not (IdentifierNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax))
        {
            return visited;
        }

        var taken = Fresh("taken");
        var attempt = Statement($"try\n{{\nMonitor.Enter({visited.Expression}, ref {taken});\n{visited.Statement}\n}}\nfinally\n{{\nif ({taken})\n{{\nMonitor.Exit({visited.Expression});\n}}\n}}");
        return SyntaxFactory.Block(Statement($"var {taken} = false;"), attempt);
    }
}
