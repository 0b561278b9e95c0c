using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>What a class does moves to a base class; the class itself only derives from it.</summary>
internal sealed class BaseClasses(Seed seed) : Rewrite(seed)
{
    private static readonly string[] Conventions = ["Controller", "Middleware", "Hub", "Attribute", "Program"];

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        if (IsInClass || Model.GetDeclaredSymbol(node) is not { IsStatic: false, IsAbstract: false, BaseType.SpecialType: SpecialType.System_Object, Arity: 0 } type
            || !node.Members.OfType<MethodDeclarationSyntax>().Any() || Conventions.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal)))
        {
            return node;
        }

        var name = type.Name + "Base";
        var constructors = node.Members.OfType<ConstructorDeclarationSyntax>().Where(one => !one.Modifiers.Any(SyntaxKind.StaticKeyword)).ToList();
        string Arguments(ParameterListSyntax list) => string.Join(", ", list.Parameters.Select(parameter => parameter.Identifier.ValueText));
        var own = string.Join('\n', constructors.Select(one => $"public {type.Name}{one.ParameterList} : base({Arguments(one.ParameterList)}) {{ }}"));
        var accessibility = string.Join(' ', node.Modifiers.Where(one => one.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.SealedKeyword).Select(one => one.Text));
        AddType(node.ParameterList is { } primary
            ? $"{accessibility} class {type.Name}{primary} : {name}({Arguments(primary)});"
            : $"{accessibility} class {type.Name} : {name}\n{{\n{own}\n}}", node);
        return node
            .WithIdentifier(SyntaxFactory.Identifier(name))
            .WithModifiers(SyntaxFactory.TokenList(node.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.SealedKeyword))))
            .WithMembers(SyntaxFactory.List(node.Members.Select(member => member is ConstructorDeclarationSyntax one ? one.WithIdentifier(SyntaxFactory.Identifier(name)) : member)));
    }
}
