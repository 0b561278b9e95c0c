using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built in the constructor of another class, which keeps it.</summary>
internal sealed class RequestInConstructor(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        var name = Fresh("Holder");
        AddType($"internal sealed class {name}\n{{\npublic {name}({request.ParameterList})\n{{\nContent = {request.Body};\n}}\npublic {request.Type} Content {{ get; }}\n}}", method);
        return Expression($"new {name}({request.ArgumentList}).Content");
    }
}
