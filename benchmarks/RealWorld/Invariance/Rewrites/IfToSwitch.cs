using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>An if statement becomes a switch over its condition.</summary>
internal sealed class IfToSwitch(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        var condition = node.Condition.DescendantNodesAndSelf();
        if (condition.Any(one => one is DeclarationExpressionSyntax or VariableDesignationSyntax) || node.DescendantNodes().Any(one => one is BreakStatementSyntax) || node.Parent is ElseClauseSyntax)
        {
            return visited;
        }

        var other = visited.Else is null ? "break;" : $"{{ {visited.Else.Statement} }} break;";
        return Statement($"switch ({visited.Condition})\n{{\ncase true:\n{{ {visited.Statement} }}\nbreak;\ndefault:\n{other}\n}}");
    }
}
