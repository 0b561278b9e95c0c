using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// A flight that another member of the type has for the same token. Two members that redeem one token share it: of two exchanges of one
/// token only the first succeeds, with what its member does about it, so joining it loses nothing.
/// </summary>
/// <param name="Symbol">The field.</param>
/// <param name="Field">Its declaration.</param>
internal sealed record SharedFlight(IFieldSymbol Symbol, FieldDeclarationSyntax Field, RefreshCallSite Site)
{
    public string Name => Symbol.Name;

    /// <summary>Null where the type has none.</summary>
    public static SharedFlight? For(ExpressionSyntax key, RefreshCallSite site)
    {
        var text = Plain(key);
        foreach (var run in site.TypeDeclaration?.DescendantNodes().OfType<InvocationExpressionSyntax>() ?? [])
        {
            if (run.ArgumentList.Arguments is { Count: > 1 } arguments && Plain(arguments[0].Expression) == text
                && FlightRun.Field(run, site) is { } field
                && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax()
                    .FirstAncestorOrSelf<FieldDeclarationSyntax>() is { } declaration)
            {
                return new SharedFlight(field, declaration, site);
            }
        }

        return null;
    }

    /// <summary>Whether it gives what a member needs.</summary>
    public bool Fits(FlightType flight, bool isStatic) =>
        Symbol.IsStatic == isStatic && Site.Style.Text(Symbol.Type.WithNullableAnnotation(NullableAnnotation.None)) == flight.Name;

    private static string Plain(SyntaxNode node)
    {
        var text = string.Concat(node.DescendantTokens().Select(token => token.Text));
        return text.StartsWith("this.", StringComparison.Ordinal) ? text.Substring("this.".Length) : text;
    }
}
