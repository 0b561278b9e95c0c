using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The filter of the only catch clause becomes an if at its start, which rethrows.</summary>
internal sealed class CatchFilterToIf(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitTryStatement(TryStatementSyntax node)
    {
        var visited = (TryStatementSyntax)base.VisitTryStatement(node)!;
        if (visited.Catches is not [{ Filter: { } filter } handler] || filter.FilterExpression.DescendantNodes().Any(inner => inner is VariableDesignationSyntax))
        {
            return visited;
        }

        var rethrow = Statement($"if (!({filter.FilterExpression}))\n{{\nthrow;\n}}");
        var plain = handler.WithFilter(null).WithBlock(handler.Block.WithStatements(handler.Block.Statements.Insert(0, rethrow)));
        return visited.WithCatches([plain]);
    }
}
