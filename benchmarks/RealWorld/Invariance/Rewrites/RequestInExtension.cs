using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built by an extension of the first value that it holds.</summary>
internal sealed class RequestInExtension(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        if (request.Parameters.Count == 0)
        {
            return null;
        }

        var name = Fresh("ToRequest");
        AddType($"internal static class {name}Extensions\n{{\npublic static {request.Type} {name}(this {request.ParameterList}) => {request.Body};\n}}", method);
        return Expression($"{request.Arguments[0]}.{name}({string.Join(", ", request.Arguments.Skip(1))})");
    }
}
