using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>What the code around a fix allows: its language version, its nullable context, its line ends.</summary>
internal sealed class CodeStyle
{
    private static readonly SymbolDisplayFormat s_withAnnotations = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private CodeStyle(LanguageVersion version, bool nullable, SyntaxTrivia newLine, EditorConfig config, bool qualifies) =>
        (Version, Nullable, NewLine, Config, QualifiesFields) = (version, nullable, newLine, config, qualifies);

    public LanguageVersion Version { get; }

    /// <summary>Whether <c>?</c> may follow a reference type here.</summary>
    public bool Nullable { get; }

    public SyntaxTrivia NewLine { get; }

    public bool TargetTypedNew => Version >= LanguageVersion.CSharp9;

    public bool Patterns => Version >= LanguageVersion.CSharp8;

    /// <summary>Two parameters of one lambda may both be called <c>_</c>.</summary>
    public bool ManyDiscards => Version >= LanguageVersion.CSharp9;

    public EditorConfig Config { get; }

    /// <summary>Whether instance fields are reached by <c>this.</c> here.</summary>
    public bool QualifiesFields { get; }

    public static CodeStyle At(SyntaxNode node, SemanticModel model, Document document)
    {
        var version = ((CSharpParseOptions)node.SyntaxTree.Options).LanguageVersion.MapSpecifiedToEffectiveVersion();
        var nullable = version >= LanguageVersion.CSharp8 && model.GetNullableContext(node.SpanStart).AnnotationsEnabled();
        var config = EditorConfig.Of(document, node.SyntaxTree);
        var qualifies = config.Value("dotnet_style_qualification_for_field") is { } told ? told == "true" : Qualifies(node);
        return new CodeStyle(version, nullable, NewLineOf(node.SyntaxTree.GetRoot()), config, qualifies);
    }

    // Where no configuration tells, the type does.
    private static bool Qualifies(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return false;
        }

        var fields = type.Members.OfType<FieldDeclarationSyntax>()
            .Where(field => !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword))
            .SelectMany(field => field.Declaration.Variables)
            .Select(variable => variable.Identifier.ValueText);
        var names = new HashSet<string>(fields, StringComparer.Ordinal);
        var uses = type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => names.Contains(name.Identifier.ValueText)).ToArray();
        var qualified = uses.Count(name => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access
            && access.Name == name);
        return qualified > uses.Length / 2;
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
