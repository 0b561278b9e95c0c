using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0005: makes the lock static, so that it holds for all instances of a short-lived type. One lock for all users is slow, not wrong.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StaticGuardFix))]
public sealed class StaticGuardFix : SiteFix
{
    /// <summary>Key of the fix.</summary>
    public const string Key = "RR0005.MakeStatic";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0005");

    private protected override bool NeedsRuntime => false;

    private protected override string FirstKey => Key;

    private protected override Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken) =>
        Task.FromResult(
            One(Field(site, cancellationToken) is { } field
                ? $"Make '{field.Declaration.Variables[0].Identifier.ValueText}' static"
                : null, Key));

    private protected override Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) => Task.FromResult(Edit(site, cancellationToken));

    private static Document? Edit(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (Field(site, cancellationToken) is not { } field)
        {
            return null;
        }

        var at = field.Modifiers.IndexOf(SyntaxKind.ReadOnlyKeyword);
        var index = at < 0 ? field.Modifiers.Count : at;
        var keyword = SyntaxFactory.Token(default, SyntaxKind.StaticKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        var changed = field.Modifiers.Count == 0
            ? field.WithLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(keyword)).WithLeadingTrivia(field.GetLeadingTrivia())
            : field.WithModifiers(field.Modifiers.Insert(index, keyword));
        changed = index == 0 && field.Modifiers.Count > 0
            ? field.WithLeadingTrivia().WithModifiers(field.WithLeadingTrivia().Modifiers.Insert(0, keyword))
                .WithLeadingTrivia(field.GetLeadingTrivia())
            : changed;
        return site.Document.WithSyntaxRoot(site.Root.ReplaceNode(field, changed));
    }

    // A static member of a generic type exists once per type argument, and a flight without a key would then serve all sessions with one's
    // tokens. Work in progress is no lock.
    private static bool CanBeShared(IFieldSymbol field, INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.ContainingType)
        {
            if (at.TypeParameters.Length > 0)
            {
                return false;
            }
        }

        return field.Type is not INamedTypeSymbol named
            || named.Name is not ("SessionFlight" or "Task" or "ValueTask" or "Lazy")
                && !named.TypeArguments.Any(argument => argument.Name is "Task" or "ValueTask" or "Lazy");
    }

    // this._gate, a second assignment, and a disposal that would take the lock away from all other instances.
    private static bool BelongsToInstance(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access
            && (access.Name == name || access.Name.Identifier.ValueText is "Dispose" or "DisposeAsync")
        || name.Parent is ConditionalAccessExpressionSyntax
        || name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name;

    /// <summary>The lock's field: private, of this type, initialised where it is declared, and used without <c>this.</c>.</summary>
    private static FieldDeclarationSyntax? Field(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Guard is null || site.TypeDeclaration is not { } type || site.Type is null)
        {
            return null;
        }

        var field = site.Guard.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Select(name => site.Model.GetSymbolInfo(name, cancellationToken).Symbol)
            .OfType<IFieldSymbol>()
            .FirstOrDefault(found => !found.IsStatic
                && found.DeclaredAccessibility == Accessibility.Private
                && SymbolEqualityComparer.Default.Equals(found.ContainingType, site.Type));
        return field is not null
            && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(
                cancellationToken) is VariableDeclaratorSyntax { Initializer: { } initializer,
                    Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } declaration }
            && declaration.Parent == type
            && !initializer.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Any(name => site.Model.GetSymbolInfo(name, cancellationToken).Symbol is IParameterSymbol)
            && CanBeShared(field, site.Type)
            && !site.Type.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(cancellationToken).DescendantNodes())
                .OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == field.Name && BelongsToInstance(name))
            ? declaration
            : null;
    }
}
