using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The request is built by another class behind an interface.</summary>
internal sealed class RequestBehindInterface(Seed seed) : RequestRewrite(seed)
{
    protected override ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method)
    {
        if (!MayHaveInstance(method))
        {
            return null;
        }

        var (name, field) = (Fresh("Builder"), Fresh("_builder"));
        AddType($"internal interface I{name}\n{{\n{request.Type} Build({request.ParameterList});\n}}", method);
        AddType($"internal sealed class {name} : I{name}\n{{\npublic {request.Type} Build({request.ParameterList}) => {request.Body};\n}}", method);
        AddMember($"private readonly I{name} {field} = new {name}();", method);
        return Expression($"{field}.Build({request.ArgumentList})");
    }
}
