using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>What the code around a fix allows: its language version, its nullable context, its line ends.</summary>
internal sealed class CodeStyle
{
    private static readonly SymbolDisplayFormat s_withAnnotations = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private CodeStyle(LanguageVersion version, bool nullable, SyntaxTrivia newLine) =>
        (Version, Nullable, NewLine) = (version, nullable, newLine);

    public LanguageVersion Version { get; }

    /// <summary>Whether <c>?</c> may follow a reference type here.</summary>
    public bool Nullable { get; }

    public SyntaxTrivia NewLine { get; }

    public bool TargetTypedNew => Version >= LanguageVersion.CSharp9;

    public bool Patterns => Version >= LanguageVersion.CSharp8;

    /// <summary>Two parameters of one lambda may both be called <c>_</c>.</summary>
    public bool ManyDiscards => Version >= LanguageVersion.CSharp9;

    public static CodeStyle At(SyntaxNode node, SemanticModel model)
    {
        var version = ((CSharpParseOptions)node.SyntaxTree.Options).LanguageVersion.MapSpecifiedToEffectiveVersion();
        var nullable = version >= LanguageVersion.CSharp8 && model.GetNullableContext(node.SpanStart).AnnotationsEnabled();
        return new CodeStyle(version, nullable, NewLineOf(node.SyntaxTree.GetRoot()));
    }

    /// <summary>The type in full, with <c>?</c> where the context knows it; to be shortened by the simplifier.</summary>
    public string Text(ITypeSymbol type) => type.ToDisplayString(Nullable ? s_withAnnotations : SymbolDisplayFormat.FullyQualifiedFormat);

    public static SyntaxTrivia NewLineOf(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia;
            }
        }

        return SyntaxFactory.LineFeed;
    }
}
