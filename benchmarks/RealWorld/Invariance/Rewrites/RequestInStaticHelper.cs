using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built by a static helper class.</summary>
internal sealed class RequestInStaticHelper(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        var name = Fresh("Requests");
        AddType($"internal static class {name}\n{{\npublic static {request.Type} Build({request.ParameterList}) => {request.Body};\n}}", method);
        return Expression($"{name}.Build({request.ArgumentList})");
    }
}
