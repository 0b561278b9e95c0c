using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>The using directive for the flight classes, once per document, and the last touches of an edit.</summary>
internal static class UsingDirectives
{
    private const string Namespace = "RefreshRace";

    /// <summary>
    /// Whether the name of the flight class means something at that place already: the class itself, by a using, a global using, or the
    /// namespace around, or another type, beside which a directive would be of no use.
    /// </summary>
    public static bool InScope(SemanticModel model, int position) =>
        model.LookupNamespacesAndTypes(position, name: "SingleFlight").OfType<INamedTypeSymbol>().Any();

    /// <summary>Adds the directive where the document keeps its own: in order, outside or inside the namespace.</summary>
    public static SyntaxNode Add(SyntaxNode root, CodeStyle style)
    {
        var newLine = style.NewLine;
        var unit = (CompilationUnitSyntax)root;
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(Namespace).WithLeadingTrivia(SyntaxFactory.Space))
            .WithTrailingTrivia(newLine);
        if (style.Config.Value("csharp_using_directive_placement") == "inside_namespace" && !HasConditions(unit.Usings)
            && unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is { } around)
        {
            return unit.ReplaceNode(around,
                around.WithUsings(around.Usings.Count > 0 ? Insert(around.Usings, directive) : First(around, directive, newLine)));
        }

        if (HasConditions(unit.Usings) || unit.Usings.Count > 0 && NextAfter(unit).LeadingTrivia.Any(IsCondition))
        {
            // Some of the directives are conditional: before the first condition every compilation sees the new one.
            var leading = unit.Usings[0].GetLeadingTrivia();
            var header = HeaderLength(leading);
            var usings = unit.Usings.Replace(unit.Usings[0], unit.Usings[0].WithLeadingTrivia(leading.Skip(header)));
            return unit.WithUsings(usings.Insert(0, directive.WithLeadingTrivia(leading.Take(header))));
        }

        if (unit.Usings.Count == 0 && unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is { Usings.Count: > 0 } space)
        {
            return unit.ReplaceNode(space, space.WithUsings(Insert(space.Usings, directive)));
        }

        if (unit.Usings.Count > 0)
        {
            return unit.WithUsings(Insert(unit.Usings, directive));
        }

        // First line of the file: what stands there (a licence, a #nullable) stays above.
        var first = unit.GetFirstToken(includeZeroWidth: true);
        if (unit.Externs.Count > 0)
        {
            return unit.AddUsings(directive.WithTrailingTrivia(newLine, newLine));
        }

        var top = HeaderLength(first.LeadingTrivia);
        var rest = first.LeadingTrivia.Skip(top);
        unit = unit.ReplaceToken(first, first.WithLeadingTrivia(rest));
        return unit.AddUsings(directive.WithLeadingTrivia(first.LeadingTrivia.Take(top)).WithTrailingTrivia(newLine, newLine));
    }

    /// <summary>Simplifies and formats what the edit marked, with the line ends and the indentation that the document has.</summary>
    public static async Task<Document> FinishAsync(Document document, CancellationToken cancellationToken)
    {
        document = await Simplifier.ReduceAsync(document, Simplifier.Annotation, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var options = await document.GetOptionsAsync(cancellationToken).ConfigureAwait(false);
        if (root is null)
        {
            return document;
        }

        var own = Indentation.AsIn(root, options);
        document = await Formatter.FormatAsync(document, Formatter.Annotation, own, cancellationToken).ConfigureAwait(false);
        document = await Formatter.FormatAsync(document, SyntaxAnnotation.ElasticAnnotation, own, cancellationToken).ConfigureAwait(false);
        root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;

        // The editor would format what is marked, and what is elastic, once more, with its own options.
        root = root.ReplaceNodes(root.GetAnnotatedNodes(Formatter.Annotation)
            .ToArray(), (_, now) => now.WithoutAnnotations(Formatter.Annotation));
        var elastic = root.GetAnnotatedTrivia(SyntaxAnnotation.ElasticAnnotation).ToArray();
        return document.WithSyntaxRoot(root.ReplaceTrivia(elastic, (_, now) => now.WithoutAnnotations(SyntaxAnnotation.ElasticAnnotation)));
    }

    private static SyntaxList<UsingDirectiveSyntax> Insert(SyntaxList<UsingDirectiveSyntax> usings, UsingDirectiveSyntax directive)
    {
        var index = usings.Count;
        while (index > 0
            && (usings[index - 1].Alias is not null || usings[index - 1].StaticKeyword.RawKind != 0 || ComesAfter(usings[index - 1])))
        {
            index--;
        }

        if (index < usings.Count)
        {
            // The directive takes the place, and the white space, of the one it goes before; comments stay with what follows them.
            var next = usings[index];
            var leading = next.GetLeadingTrivia();
            if (leading.All(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            {
                return usings.Insert(index, directive.WithLeadingTrivia(leading));
            }

            index = usings.Count;
        }

        var indent = usings[index - 1].GetLeadingTrivia().LastOrDefault();
        return usings.Insert(index, indent.IsKind(SyntaxKind.WhitespaceTrivia) ? directive.WithLeadingTrivia(indent) : directive);

        static bool ComesAfter(UsingDirectiveSyntax known) =>
            known.Alias is null
                && known.Name is { } name
                && !IsSystem(name.ToString())
                && string.Compare(name.ToString(), Namespace, StringComparison.OrdinalIgnoreCase) > 0;
    }

    private static SyntaxList<UsingDirectiveSyntax> First(BaseNamespaceDeclarationSyntax space, UsingDirectiveSyntax directive,
        SyntaxTrivia newLine)
    {
        var indent = space is NamespaceDeclarationSyntax && space.Members.FirstOrDefault() is { } member
            ? Comments.Indent(member.GetLeadingTrivia())
            : default;
        var isBlank = space.Members.FirstOrDefault()?.GetLeadingTrivia().FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia) == true;
        var own = indent.IsKind(SyntaxKind.WhitespaceTrivia) ? directive.WithLeadingTrivia(indent) : directive;
        own = space is FileScopedNamespaceDeclarationSyntax ? own.WithLeadingTrivia(newLine) : own;
        return SyntaxFactory.SingletonList(isBlank ? own : own.WithTrailingTrivia(newLine, newLine));
    }

    // Conditions among the usings; a region around the licence above them is none, and neither is a pragma or a #nullable.
    private static bool HasConditions(SyntaxList<UsingDirectiveSyntax> usings) =>
        usings.Skip(1).Any(known => known.GetLeadingTrivia().Any(IsCondition))
        || usings.Count > 0
            && usings[0].GetLeadingTrivia() is var leading
            && leading.Skip(leading.Any(SyntaxKind.EndRegionDirectiveTrivia) ? HeaderLength(leading) : 0).Any(IsCondition);

    private static bool IsCondition(SyntaxTrivia trivia) => trivia.Kind()
        is SyntaxKind.IfDirectiveTrivia or SyntaxKind.ElifDirectiveTrivia or SyntaxKind.ElseDirectiveTrivia
            or SyntaxKind.EndIfDirectiveTrivia
        or SyntaxKind.RegionDirectiveTrivia or SyntaxKind.EndRegionDirectiveTrivia;

    private static SyntaxToken NextAfter(CompilationUnitSyntax unit) =>
        unit.Usings.Last().GetLastToken().GetNextToken(includeZeroWidth: true);

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    // Comments and directives at the top, up to and including the last blank line or directive; documentation belongs to the first type.
    private static int HeaderLength(SyntaxTriviaList trivia)
    {
        var length = 0;
        for (var index = 0; index < trivia.Count; index++)
        {
            var item = trivia[index];
            if (item.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                || item.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
                || item.IsKind(SyntaxKind.IfDirectiveTrivia))
            {
                break;
            }

            if (item.IsKind(SyntaxKind.RegionDirectiveTrivia))
            {
                // A region that holds nothing but the licence belongs to the header.
                var end = index + 1;
                while (end < trivia.Count && !trivia[end].IsKind(SyntaxKind.EndRegionDirectiveTrivia))
                {
                    end++;
                }

                if (end == trivia.Count)
                {
                    break;
                }

                index = end;
                item = trivia[index];
            }

            if (item.IsDirective || item.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                length = index + 1;
            }
        }

        return length;
    }
}
