using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// The core of a guarded function: the old body under a new name, with nothing of the old surface (documentation, defaults, attributes but
/// those that the body needs).
/// </summary>
internal sealed class CoreDeclaration(GuardPlan plan, string name)
{
    public SyntaxNode Build()
    {
        var newLine = plan.Site.Style.NewLine;
        SyntaxNode core = plan.Function.Declaration switch
        {
            MethodDeclarationSyntax method => Method(
                ModifiersOf("private", method.Modifiers, plan.CoreIsStatic), method.ReturnType, method.TypeParameterList,
                    method.ParameterList, method.ConstraintClauses, Kept(method.Body), Kept(method.ExpressionBody), method.SemicolonToken),
            LocalFunctionStatementSyntax local => Local(local),
            AccessorDeclarationSyntax accessor => Method(
                ModifiersOf("private", plan.Function.Modifiers, plan.CoreIsStatic),
                    ((PropertyDeclarationSyntax)plan.Function.Property!).Type, null, SyntaxFactory.ParameterList(), default,
                        Reindented(Kept(accessor.Body)), Kept(accessor.ExpressionBody), accessor.SemicolonToken),
            PropertyDeclarationSyntax property => Method(
                ModifiersOf("private", property.Modifiers, plan.CoreIsStatic), property.Type, null, SyntaxFactory.ParameterList(), default,
                    null, Kept(property.ExpressionBody), property.SemicolonToken),
            _ => throw new InvalidOperationException("The plan admits no other function."),
        };
        var anchor = plan.Function.Declaration is AccessorDeclarationSyntax ? plan.Function.Property! : plan.Function.Declaration;
        if (core is MethodDeclarationSyntax member)
        {
            core = member.WithAttributeLists(KeptAttributes.Of(anchor, plan.Site.Model, newLine, IndentOf(anchor)));
        }

        return core.WithLeadingTrivia(SyntaxFactory.TriviaList(newLine).AddRange(IndentOf(anchor)))
            .WithAdditionalAnnotations(CoreMark.Annotation);
    }

    private SyntaxNode Method(
        SyntaxTokenList modifiers, TypeSyntax type, TypeParameterListSyntax? typeParameters, ParameterListSyntax parameters,
            SyntaxList<TypeParameterConstraintClauseSyntax> constraints,
        BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon) =>
        SyntaxFactory.MethodDeclaration(
            default, modifiers, CoreType(type), null, SyntaxFactory.Identifier(name), typeParameters?.WithoutTrivia(),
                Parameters(parameters, body, constraints), constraints, body, arrow, semicolon);

    private SyntaxNode Local(LocalFunctionStatementSyntax local) =>
        SyntaxFactory.LocalFunctionStatement(
            default, ModifiersOf(null, local.Modifiers, local.Modifiers.Any(SyntaxKind.StaticKeyword)), CoreType(local.ReturnType),
                SyntaxFactory.Identifier(name), local.TypeParameterList?.WithoutTrivia(),
            Parameters(local.ParameterList, local.Body, local.ConstraintClauses), local.ConstraintClauses, local.Body, local.ExpressionBody,
                local.SemicolonToken);

    private T? Kept<T>(T? body)
        where T : SyntaxNode => body is null ? null : CallerMemberName.Keep(body, plan.Function, plan.Site.Model);

    private static SyntaxTokenList ModifiersOf(string? access, SyntaxTokenList old, bool isStatic)
    {
        var kinds = new List<SyntaxKind>();
        if (access is not null)
        {
            kinds.Add(SyntaxKind.PrivateKeyword);
        }

        if (isStatic)
        {
            kinds.Add(SyntaxKind.StaticKeyword);
        }

        foreach (var kind in new[] { SyntaxKind.ReadOnlyKeyword, SyntaxKind.UnsafeKeyword, SyntaxKind.AsyncKeyword })
        {
            if (old.Any(kind))
            {
                kinds.Add(kind);
            }
        }

        return SyntaxFactory.TokenList(
            kinds.Select(kind => SyntaxFactory.Token(default, kind, SyntaxFactory.TriviaList(SyntaxFactory.Space))));
    }

    private TypeSyntax CoreType(TypeSyntax type)
    {
        type = type.WithoutTrivia();
        if (plan.IsAsync && plan.Shape.IsValueTask)
        {
            var value = type.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().First(at => at.Identifier.ValueText == "ValueTask");
            type = type.ReplaceToken(value.Identifier, SyntaxFactory.Identifier("Task"));
        }

        return type.WithTrailingTrivia(SyntaxFactory.Space);
    }

    private ParameterListSyntax Parameters(ParameterListSyntax list, BlockSyntax? body,
        SyntaxList<TypeParameterConstraintClauseSyntax> constraints)
    {
        var declared = plan.CoreParameters.Select(parameter => list.Parameters[plan.Function.Symbol.Parameters.IndexOf(parameter)])
            .ToArray();
        var stripped = list.ReplaceNodes(list.Parameters, (place, _) =>
        {
            var parameter = declared[list.Parameters.IndexOf(place)];
            var bare = parameter.WithAttributeLists(default).WithDefault(null)
                .WithModifiers(
                    SyntaxFactory.TokenList(
                        parameter.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.ThisKeyword)
                            && !modifier.IsKind(SyntaxKind.ParamsKeyword))));
            return bare.WithLeadingTrivia(place.GetLeadingTrivia().Where(item => item.IsKind(SyntaxKind.WhitespaceTrivia)))
                .WithTrailingTrivia(place.GetTrailingTrivia());
        });
        var trailing = list.GetTrailingTrivia()
            .Where(item => item.IsKind(SyntaxKind.WhitespaceTrivia) || item.IsKind(SyntaxKind.EndOfLineTrivia));
        return body is null && constraints.Count == 0 && !trailing.Any()
            ? stripped.WithTrailingTrivia(SyntaxFactory.Space)
            : stripped.WithTrailingTrivia(trailing);
    }

    // A getter's block stands one level deeper than a method's; the formatter moves it.
    private static BlockSyntax? Reindented(BlockSyntax? body) =>
        body?.WithLeadingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

    private static SyntaxTriviaList IndentOf(SyntaxNode declaration)
    {
        var last = declaration.GetLeadingTrivia().LastOrDefault();
        return last.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(last) : default;
    }
}
