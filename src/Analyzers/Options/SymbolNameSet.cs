using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Options;

/// <summary>A list of symbols as users write it: documentation ids or simple names, separated by <c>|</c>.</summary>
internal sealed class SymbolNameSet
{
    public static readonly SymbolNameSet Empty = new(ImmutableHashSet<string>.Empty);

    private readonly ImmutableHashSet<string> _entries;

    private SymbolNameSet(ImmutableHashSet<string> entries) => _entries = entries;

    public bool IsEmpty => _entries.IsEmpty;

    public static SymbolNameSet Parse(string text) =>
        new(text.Split('|').Select(entry => entry.Trim()).Where(entry => entry.Length > 0).ToImmutableHashSet(StringComparer.Ordinal));

    /// <summary>Whether the symbol, or a type or namespace around it, is listed.</summary>
    public bool Contains(ISymbol symbol)
    {
        if (_entries.IsEmpty)
        {
            return false;
        }

        for (var at = symbol.OriginalDefinition; at is not null and not INamespaceSymbol { IsGlobalNamespace: true }; at = at.ContainingSymbol)
        {
            if (_entries.Contains(at.Name)
                || (at.ContainingType is { } type && _entries.Contains(type.Name + "." + at.Name))
                || (at.GetDocumentationCommentId() is { } id && _entries.Contains(id)))
            {
                return true;
            }
        }

        return false;
    }
}
