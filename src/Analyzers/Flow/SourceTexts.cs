using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Finds names in the compilation's source by searching its text, which is far cheaper than walking its trees: only a hit is looked at as syntax.</summary>
internal sealed class SourceTexts(AnalysisScope scope)
{
    private readonly ConcurrentDictionary<SyntaxTree, string> _texts = new();

    public string Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        _texts.TryGetValue(tree, out var text) ? text : _texts.GetOrAdd(tree, tree.GetText(cancellationToken).ToString());

    /// <summary>Every use of an identifier as a name in the compilation, at most <paramref name="limit"/>; null when there are more.</summary>
    public IReadOnlyList<SimpleNameSyntax>? Names(string identifier, int limit, CancellationToken cancellationToken)
    {
        var names = new List<SimpleNameSyntax>();
        foreach (var tree in scope.Trees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = Of(tree, cancellationToken);
            SyntaxNode? root = null;
            for (var at = text.IndexOf(identifier, StringComparison.Ordinal); at >= 0; at = text.IndexOf(identifier, at + identifier.Length, StringComparison.Ordinal))
            {
                if (IsPartOfWord(text, at - 1) || IsPartOfWord(text, at + identifier.Length))
                {
                    continue;
                }

                root ??= tree.GetRoot(cancellationToken);
                var token = root.FindToken(at);
                if (token.Span.Contains(at) && token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax name)
                {
                    if (names.Count == limit)
                    {
                        return null;
                    }

                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static bool IsPartOfWord(string text, int index) => index >= 0 && index < text.Length && (char.IsLetterOrDigit(text[index]) || text[index] == '_');
}
