using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A primary constructor becomes a constructor that sets fields.</summary>
internal sealed class PrimaryToConstructor(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        if (visited.ParameterList is not { Parameters.Count: > 0 } list || Model.GetDeclaredSymbol(node) is not { } type)
        {
            return visited;
        }

        var (fields, sets) = (new List<MemberDeclarationSyntax>(), new List<string>());
        foreach (var parameter in list.Parameters)
        {
            var name = parameter.Identifier.ValueText;
            fields.Add(Member($"private {(IsSet(node, name) ? string.Empty : "readonly ")}{parameter.Type} {name};").From(node));
            sets.Add($"this.{name} = {name};");
        }

        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in visited.Members)
        {
            members.Add(member is FieldDeclarationSyntax { Declaration.Variables: [{ Initializer.Value: var value } variable] } field && !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword)
                && value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => list.Parameters.Any(parameter => parameter.Identifier.ValueText == name.Identifier.ValueText))
                ? WithoutValue(field, variable, sets)
                : member);
        }

        var bases = visited.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
        var initializer = bases is null ? string.Empty : $" : base{bases.ArgumentList}";
        var constructor = Member($"public {type.Name}{list}{initializer}\n{{\n{string.Join('\n', sets)}\n}}").From(node);
        var plain = bases is null ? visited : visited.ReplaceNode(bases, SyntaxFactory.SimpleBaseType(bases.Type));
        return plain.WithParameterList(null).WithMembers(SyntaxFactory.List([.. fields, constructor, .. members]))
            .WithOpenBraceToken(Brace(SyntaxKind.OpenBraceToken)).WithCloseBraceToken(Brace(SyntaxKind.CloseBraceToken)).WithSemicolonToken(default);
    }

    private static MemberDeclarationSyntax WithoutValue(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable, List<string> sets)
    {
        sets.Add($"{variable.Identifier} = {variable.Initializer!.Value};");
        return field.ReplaceNode(variable, variable.WithInitializer(null)).From(field);
    }

    private static bool IsSet(ClassDeclarationSyntax node, string name) => node.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Any(assignment => assignment.Left is IdentifierNameSyntax left && left.Identifier.ValueText == name);
}
