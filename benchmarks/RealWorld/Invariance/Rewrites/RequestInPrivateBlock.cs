using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built in a private static method with a local and a return.</summary>
internal sealed class RequestInPrivateBlock(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        var name = Fresh("Build");
        AddMember($"private static {request.Type} {name}({request.ParameterList})\n{{\nvar result = {request.Body};\nreturn result;\n}}", method);
        return Expression($"{name}({request.ArgumentList})");
    }
}
