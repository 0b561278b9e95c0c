using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built in a base class.</summary>
internal sealed class RequestInBaseClass(Seed seed) : RequestRewrite(seed)
{
    private readonly List<string> _inherited = [];

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        if (IsInClass || node.Modifiers.Any(SyntaxKind.StaticKeyword) || Model.GetDeclaredSymbol(node)?.BaseType?.SpecialType != SpecialType.System_Object)
        {
            return node;
        }

        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        if (_inherited.Count == 0)
        {
            return visited;
        }

        var name = Fresh("RequestBase");
        AddType($"public abstract class {name}\n{{\n{string.Join('\n', _inherited)}\n}}", node);
        _inherited.Clear();
        var type = SyntaxFactory.SimpleBaseType(SyntaxFactory.ParseTypeName(name));
        var bases = visited.BaseList is null ? SyntaxFactory.BaseList([type]) : visited.BaseList.WithTypes(visited.BaseList.Types.Insert(0, type));
        return visited.WithBaseList(bases).WithIdentifier(visited.Identifier.WithTrailingTrivia(SyntaxFactory.Space));
    }

    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        if (!MayHaveInstance(method))
        {
            return null;
        }

        var name = Fresh("Build");
        _inherited.Add($"protected {request.Type} {name}({request.ParameterList}) => {request.Body};");
        return Expression($"{name}({request.ArgumentList})");
    }
}
