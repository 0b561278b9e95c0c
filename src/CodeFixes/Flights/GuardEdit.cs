using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>Carries out a <see cref="GuardPlan"/>.</summary>
internal static class GuardEdit
{
    public static Document Apply(GuardPlan plan)
    {
        var (site, function) = (plan.Site, plan.Function);
        var coreName = CoreName.For(function, plan.Shape, site);
        var outerDeclaration = (SyntaxNode?)site.TypeDeclaration ?? site.Root;
        var fieldName = site.TypeDeclaration is { } type
            ? FlightField.NameFor(function.Name, plan.StaticField, site)
            : FlightField.LocalNameFor(function.Name, function.Declaration);
        var pieces = new CoreDeclaration(plan, coreName);
        var outer = Outer(plan, coreName, FlightField.Access(fieldName, plan.StaticField, site));
        var anchor = function.Declaration is AccessorDeclarationSyntax ? function.Property! : function.Declaration;
        var edited = anchor == function.Declaration
            ? new[] { outer, pieces.Build() }
            : new[] { anchor.ReplaceNode(function.Declaration, outer), pieces.Build() };

        SyntaxNode root;
        if (site.TypeDeclaration is { } declaration)
        {
            var changed = declaration.ReplaceNode(anchor, edited);
            var flightField = FlightField.Declaration(fieldName, plan.StaticField, plan.Flight, site.Style);
            root = site.Root.ReplaceNode(declaration,
                FlightField.Insert((TypeDeclarationSyntax)changed, flightField, site.Style.NewLine, plan.FieldComments));
        }
        else
        {
            root = TopLevelStatements.Replace(site.Root, anchor, edited.Cast<StatementSyntax>(), FlightField.Local(fieldName, plan.Flight),
                site.Style.NewLine);
        }

        if (!UsingDirectives.InScope(site.Model, site.Call.SpanStart))
        {
            root = UsingDirectives.Add(root, site.Style);
        }

        return site.Document.WithSyntaxRoot(root);
    }

    private static SyntaxNode Outer(GuardPlan plan, string coreName, string fieldName)
    {
        var body = new FlightCall(plan, coreName, fieldName);
        switch (plan.Function.Declaration)
        {
            case MethodDeclarationSyntax method:
                var methodModifiers = Modifiers.WithoutAsync(method.Modifiers);
                var bare = method.WithModifiers(methodModifiers);
                return (method.Body is { } block
                    ? bare.WithBody(body.Block(block))
                    : bare.WithExpressionBody(body.Arrow(method.ExpressionBody!)).WithSemicolonToken(Plain(method.SemicolonToken, plan)))
                    .WithLeadingTrivia(method.GetLeadingTrivia());
            case LocalFunctionStatementSyntax local:
                var bareLocal = local.WithModifiers(Modifiers.WithoutAsync(local.Modifiers));
                return (local.Body is { } localBlock
                    ? bareLocal.WithBody(body.Block(localBlock))
                    : bareLocal.WithExpressionBody(body.Arrow(local.ExpressionBody!)).WithSemicolonToken(Plain(local.SemicolonToken, plan)))
                    .WithLeadingTrivia(local.GetLeadingTrivia());
            case AccessorDeclarationSyntax accessor:
                return accessor.Body is { } accessorBlock
                    ? accessor.WithBody(body.Block(accessorBlock)).WithTrailingTrivia(accessor.GetTrailingTrivia())
                    : accessor.WithExpressionBody(body.Arrow(accessor.ExpressionBody!))
                        .WithSemicolonToken(Plain(accessor.SemicolonToken, plan));
            case PropertyDeclarationSyntax property:
                return property.WithExpressionBody(body.Arrow(property.ExpressionBody!))
                    .WithSemicolonToken(Plain(property.SemicolonToken, plan));
            default:
                throw new InvalidOperationException("The plan admits no other function.");
        }
    }

    // What trails the body's last token moves with the body.
    private static SyntaxToken Plain(SyntaxToken token, GuardPlan plan) => token.WithTrailingTrivia(plan.Site.Style.NewLine);
}
