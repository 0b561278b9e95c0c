using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built by an object of another class.</summary>
internal sealed class RequestInClass(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        var name = Fresh("Builder");
        AddType($"internal sealed class {name}\n{{\npublic {request.Type} Build({request.ParameterList}) => {request.Body};\n}}", method);
        return Expression($"new {name}().Build({request.ArgumentList})");
    }
}
