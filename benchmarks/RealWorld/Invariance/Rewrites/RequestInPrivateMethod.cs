using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built in a private method.</summary>
internal sealed class RequestInPrivateMethod(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        var name = Fresh("Build");
        AddMember($"private {(MayHaveInstance(method) ? string.Empty : "static ")}{request.Type} {name}({request.ParameterList}) => {request.Body};", method);
        return Expression($"{name}({request.ArgumentList})");
    }
}
