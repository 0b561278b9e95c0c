using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A request that is built in an argument is put into a local before the statement.</summary>
internal sealed class RequestInLocal(Seed seed) : Rewrite(seed)
{
    private static readonly HashSet<string> Kinds = ["HttpRequestMessage", "StringContent", "FormUrlEncodedContent", "JsonContent", "Dictionary"];

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        var statements = new List<StatementSyntax>();
        for (var i = 0; i < node.Statements.Count; i++)
        {
            var now = visited.Statements[i];
            if (node.Statements[i] is LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax && Request(now) is { } request)
            {
                var name = Fresh("content");
                statements.Add(Statement($"var {name} = {request};"));
                now = now.ReplaceNode(request, SyntaxFactory.IdentifierName(name));
            }

            statements.Add(now);
        }

        return statements.Count == node.Statements.Count ? visited : visited.WithStatements(SyntaxFactory.List(statements));
    }

    private static ObjectCreationExpressionSyntax? Request(StatementSyntax statement) => statement.DescendantNodes(inner => inner is not (AnonymousFunctionExpressionSyntax or BlockSyntax))
        .OfType<ObjectCreationExpressionSyntax>()
        .FirstOrDefault(created => created.Parent is ArgumentSyntax && Kinds.Contains(created.Type.ToString().Split('<')[0].Split('.')[^1]));
}
