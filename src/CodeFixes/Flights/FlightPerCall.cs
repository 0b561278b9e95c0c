using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>A keyed flight that a local holds for one call, so that nobody can join it.</summary>
internal sealed record FlightPerCall(LocalDeclarationStatementSyntax Declaration, IdentifierNameSyntax[] Uses, FlightType Flight)
{
    /// <summary>Null for a flight without a key: as a static field it would give one session's tokens to all.</summary>
    public static FlightPerCall? Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (FlightRun.Of(site) is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } }
            || site.TypeDeclaration is null || site.Model.GetSymbolInfo(receiver, cancellationToken).Symbol is not ILocalSymbol local
            || local.Type is not INamedTypeSymbol { Name: "SingleFlight", ContainingNamespace.Name: "RefreshRace" } type
            || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is not VariableDeclaratorSyntax
            {
                Initializer.Value: BaseObjectCreationExpressionSyntax creation,
                Parent: VariableDeclarationSyntax { Variables.Count: 1,
                    Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Parent: BlockSyntax } declaration },
            }
            || creation.Initializer is not null || Mentions(type))
        {
            return null;
        }

        var options = creation.ArgumentList?.Arguments.Count > 0 ? creation.ArgumentList.Arguments[0].Expression : null;
        if (options is not null
            && options.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                .Any(name => site.Model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol
                    or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } }
                    or { IsStatic: false, Kind: SymbolKind.Method } or IFieldSymbol { IsStatic: false })
            || options is not null && InstanceUse.In([options], site.Model))
        {
            return null;
        }

        var uses = declaration.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Name).ToArray();
        return uses.All(use => use.Parent is MemberAccessExpressionSyntax access
            && access.Expression == use
            && FlightRun.Names.Contains(access.Name.Identifier.ValueText))
            ? new FlightPerCall(declaration, uses,
                new FlightType(site.Style.Text(type.WithNullableAnnotation(NullableAnnotation.None)), options?.WithoutTrivia().ToString()))
            : null;
    }

    public Document? Apply(RefreshCallSite site)
    {
        var type = site.TypeDeclaration!;
        var name = FlightField.NameFor(site.Function?.Name ?? "Refresh", true, site);
        var changed = type.ReplaceNodes(Uses.Cast<SyntaxNode>().Append(Declaration), (old, now) =>
            old == Declaration
                ? now.WithAdditionalAnnotations(StatementRemover.Mark)
                : Microsoft.CodeAnalysis.CSharp.SyntaxFactory.IdentifierName(name).WithTriviaFrom(now));
        if (StatementRemover.RemoveMarked(changed, site.Style.NewLine, out var dropped) is not { } bare)
        {
            return null;
        }

        var root = site.Root.ReplaceNode(type,
            FlightField.Insert(bare, FlightField.Declaration(name, true, Flight, site.Style), site.Style.NewLine));
        return Comments.AreKept(site.Root, root, dropped) ? site.Document.WithSyntaxRoot(root) : null;
    }

    // A type argument of the method is unknown to a field.
    private static bool Mentions(INamedTypeSymbol type) =>
        type.TypeArguments.Any(argument => argument is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method }
            || argument is INamedTypeSymbol inner && Mentions(inner));
}
