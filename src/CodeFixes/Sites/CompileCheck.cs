using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>Whether the compiler has nothing to say about an edit that it did not say before, in any project of the file.</summary>
internal static class CompileCheck
{
    /// <param name="before">The document before the edit.</param>
    /// <param name="place">A node of it in the type that is edited.</param>
    /// <param name="after">The same document after it.</param>
    public static async Task<bool> IsCleanAsync(Document before, SyntaxNode place, Document after, CancellationToken cancellationToken)
    {
        var type = place.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().LastOrDefault();
        var solution = await LinkedFile.WithSameTextAsync(after, cancellationToken).ConfigureAwait(false);
        foreach (var each in LinkedFile.All(before))
        {
            var known = await CountAsync(each, type, cancellationToken).ConfigureAwait(false);
            var now = await CountAsync(solution.GetDocument(each.Id)!, type, cancellationToken).ConfigureAwait(false);
            if (now.Any(found => found.Value > (known.TryGetValue(found.Key, out var count) ? count : 0)))
            {
                return false;
            }
        }

        return true;
    }

    // Of the type by its name, or of the whole document where there is none.
    private static async Task<Dictionary<string, int>> CountAsync(Document document, BaseTypeDeclarationSyntax? type,
        CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (model is null || root is null)
        {
            return [];
        }

        var scope = type is null
            ? null
            : root.DescendantNodes(node => node is not MemberDeclarationSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<BaseTypeDeclarationSyntax>()
            .FirstOrDefault(at => at.Identifier.ValueText == type.Identifier.ValueText && at.SpanStart >= type.SpanStart);
        return model.GetDiagnostics(scope?.Span, cancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed)
            .GroupBy(diagnostic => diagnostic.Id)
            .ToDictionary(group => group.Key, group => group.Count());
    }
}
