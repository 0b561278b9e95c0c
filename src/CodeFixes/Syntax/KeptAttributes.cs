using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Attributes of a member that say what its body may do: without them the compiler or an analyzer would object to the same code in the
/// core.
/// </summary>
internal static class KeptAttributes
{
    private static readonly string[] s_kept =
    [
        "Experimental", "RequiresUnreferencedCode", "RequiresDynamicCode", "RequiresAssemblyFiles", "RequiresPreviewFeatures",
            "SupportedOSPlatform", "UnsupportedOSPlatform",
        "SuppressMessage", "UnconditionalSuppressMessage",
    ];

    /// <summary>Those attributes, a line each.</summary>
    public static SyntaxList<AttributeListSyntax> Of(SyntaxNode declaration, SemanticModel model, SyntaxTrivia newLine,
        SyntaxTriviaList indent)
    {
        // An old member may use other old ones.
        var usesOld = declaration.DescendantNodes().OfType<SimpleNameSyntax>().Any(name =>
            name.FirstAncestorOrSelf<AttributeListSyntax>() is null
                && model.GetSymbolInfo(name).Symbol?.GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute") == true);
        var lists = declaration.ChildNodes().OfType<AttributeListSyntax>().Where(list => list.Target is null);
        return SyntaxFactory.List(lists.SelectMany(list => list.Attributes)
            .Where(attribute => s_kept.Contains(Name(attribute)) || usesOld && Name(attribute) == "Obsolete")
            .Select(attribute => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute.WithoutTrivia()))
                .WithTrailingTrivia(indent.Insert(0, newLine))));
    }

    private static string Name(AttributeSyntax attribute)
    {
        var name = attribute.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last().Identifier.ValueText;
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
