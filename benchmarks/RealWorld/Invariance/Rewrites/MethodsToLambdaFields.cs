using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A private method becomes a lambda in a field, which the constructors set.</summary>
internal sealed class MethodsToLambdaFields(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var methods = node.ParameterList is not null || IsInClass ? [] : node.Members.OfType<MethodDeclarationSyntax>().Where(IsMovable).ToList();
        if (methods.Count == 0)
        {
            return base.VisitClassDeclaration(node);
        }

        var instance = methods.Where(method => !method.Modifiers.Any(SyntaxKind.StaticKeyword)).ToList();
        var sets = instance.Select(method => Statement($"{method.Identifier} = {Lambda(method)};").From(method)).ToList();
        methods.ForEach(method => Merge(method, node));
        node.Members.OfType<ConstructorDeclarationSyntax>().ToList().ForEach(constructor => Merge(constructor, node));
        var fields = methods.ToDictionary(method => (MemberDeclarationSyntax)method, Field);
        var hasConstructor = node.Members.OfType<ConstructorDeclarationSyntax>().Any(constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword));
        var members = node.Members.Select(member => fields.TryGetValue(member, out var field) ? field : WithSets(member, sets)).ToList();
        if (!hasConstructor && sets.Count > 0)
        {
            members.Add(((ConstructorDeclarationSyntax)Member($"public {node.Identifier}() {{ }}")).WithBody(SyntaxFactory.Block(sets)).From(node));
        }

        return node.WithMembers(SyntaxFactory.List(members));
    }

    private static MemberDeclarationSyntax WithSets(MemberDeclarationSyntax member, List<StatementSyntax> sets) =>
        member is ConstructorDeclarationSyntax { Body: { } body } constructor && !constructor.Modifiers.Any(SyntaxKind.StaticKeyword) && constructor.Initializer?.ThisOrBaseKeyword.RawKind != (int)SyntaxKind.ThisKeyword
            ? constructor.WithBody(body.WithStatements(body.Statements.InsertRange(0, sets)))
            : member;

    private static string Lambda(MethodDeclarationSyntax method)
    {
        var isAsync = method.Modifiers.Any(SyntaxKind.AsyncKeyword) ? "async " : string.Empty;
        return $"{isAsync}{method.ParameterList} => {(method.Body is null ? method.ExpressionBody!.Expression.ToString() : method.Body.ToString())}";
    }

    private static MemberDeclarationSyntax Field(MethodDeclarationSyntax method)
    {
        var parameters = method.ParameterList.Parameters.Select(parameter => parameter.Type!.ToString()).ToList();
        var isVoid = method.ReturnType.ToString() == "void";
        var types = isVoid ? parameters : [.. parameters, method.ReturnType.ToString()];
        var type = $"{(isVoid ? "Action" : "Func")}{(types.Count == 0 ? string.Empty : $"<{string.Join(", ", types)}>")}";
        return method.Modifiers.Any(SyntaxKind.StaticKeyword)
            ? Member($"private static readonly {type} {method.Identifier} = {Lambda(method)};").From(method)
            : Member($"private readonly {type} {method.Identifier};").From(method);
    }

    private bool IsMovable(MethodDeclarationSyntax method) =>
        Model.GetDeclaredSymbol(method) is { DeclaredAccessibility: Accessibility.Private, IsGenericMethod: false, IsExtern: false, ExplicitInterfaceImplementations.Length: 0, Name: not "Main" } symbol
        && symbol.Parameters.All(parameter => parameter is { RefKind: RefKind.None, IsParams: false, HasExplicitDefaultValue: false })
        && !method.DescendantNodes().OfType<YieldStatementSyntax>().Any()
        && symbol.ContainingType.GetMembers(symbol.Name).Length == 1;
}
