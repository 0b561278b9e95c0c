using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Options;

/// <summary>A list of symbols as users write it: documentation ids or simple names, separated by <c>|</c>.</summary>
internal sealed class SymbolNameSet
{
    public static readonly SymbolNameSet Empty = new(ImmutableHashSet<string>.Empty);

    private readonly ImmutableHashSet<string> _entries;

    private SymbolNameSet(ImmutableHashSet<string> entries)
    {
        _entries = entries;
        SimpleNames = entries.Select(SimpleName).Distinct().OrderBy(name => name, StringComparer.Ordinal).ToImmutableArray();
    }

    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>The last word of each entry, as it would stand in a call: <c>RefreshAsync</c> of <c>M:Contoso.Client.RefreshAsync(System.String)</c>.</summary>
    public ImmutableArray<string> SimpleNames { get; }

    public static SymbolNameSet Parse(string text) => new(Entries(text).ToImmutableHashSet(StringComparer.Ordinal));

    /// <summary>The first entry that can name no symbol, or null.</summary>
    public static string? FirstMalformed(string text) => Entries(text).FirstOrDefault(entry => !IsWellFormed(entry));

    /// <summary>Whether the symbol, or a member or type around it, is listed.</summary>
    public bool Contains(ISymbol symbol)
    {
        if (_entries.IsEmpty)
        {
            return false;
        }

        for (var at = symbol.OriginalDefinition; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (Lists(at) || (at is IMethodSymbol { AssociatedSymbol: { } property } && Lists(property)))
            {
                return true;
            }
        }

        return false;
    }

    private bool Lists(ISymbol symbol)
    {
        var name = symbol.Name;
        if (_entries.Contains(name))
        {
            return true;
        }

        // Type.Method, Outer.Type.Method, Namespace.Type.Method: as much of the way to the symbol as the user wrote.
        for (var around = symbol.ContainingSymbol; around is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; around = around.ContainingSymbol)
        {
            name = around.Name + "." + name;
            if (_entries.Contains(name))
            {
                return true;
            }
        }

        // A method's id may be written without its parameters: it then stands for all overloads.
        return symbol.GetDocumentationCommentId() is { } id
            && (_entries.Contains(id) || (id.IndexOf('(') is > 0 and var open && _entries.Contains(id.Substring(0, open))));
    }

    private static IEnumerable<string> Entries(string text) => text.Split('|').Select(entry => entry.Trim()).Where(entry => entry.Length > 0);

    private static bool IsWellFormed(string entry)
    {
        var name = entry;
        if (entry.Length > 1 && entry[1] == ':')
        {
            if (entry[0] is not ('M' or 'T' or 'P'))
            {
                return false;
            }

            var open = entry.IndexOf('(');
            if (open >= 0 && entry[entry.Length - 1] != ')')
            {
                return false;
            }

            name = open < 0 ? entry.Substring(2) : entry.Substring(2, open - 2);
        }

        return name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '`' or '#');
    }

    private static string SimpleName(string entry)
    {
        var end = entry.IndexOfAny(new[] { '(', '`' });
        var name = end < 0 ? entry : entry.Substring(0, end);
        return name.Substring(name.LastIndexOfAny(new[] { '.', ':' }) + 1);
    }
}
