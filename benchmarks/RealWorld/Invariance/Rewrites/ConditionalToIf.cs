using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The return of a conditional expression becomes an if and two returns.</summary>
internal sealed class ConditionalToIf(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        var visited = (ReturnStatementSyntax)base.VisitReturnStatement(node)!;
        return visited.Expression is not ConditionalExpressionSyntax choice || node.Parent is not BlockSyntax
            ? visited
            : Statement($"if ({choice.Condition})\n{{\nreturn {choice.WhenTrue};\n}}\nelse\n{{\nreturn {choice.WhenFalse};\n}}");
    }
}
