using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built in a local function that reads what is around it.</summary>
internal sealed class RequestInLocalFunction(Seed seed) : RequestRewrite(seed)
{
    private readonly List<StatementSyntax> _functions = [];

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        var functions = _functions.ToList();
        _functions.Clear();
        return functions.Count == 0 || visited.Body is null ? visited : visited.WithBody(visited.Body.AddStatements([.. functions]));
    }

    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        if (method.Body is null)
        {
            return null;
        }

        var name = Fresh("Build");
        _functions.Add(Statement($"static {request.Type} {name}({request.ParameterList}) => {request.Body};").From(method));
        return Expression($"{name}({request.ArgumentList})");
    }
}
