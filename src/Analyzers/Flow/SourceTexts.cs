using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Finds names in the compilation's source by its files' <see cref="NameFilter"/>s, then by their text: only a hit is looked at as syntax. Each name is looked for once.</summary>
internal sealed class SourceTexts(AnalysisScope scope)
{
    private const int MaxSearches = 4;

    private readonly ConcurrentDictionary<SyntaxTree, string> _texts = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<SimpleNameSyntax>> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SyntaxTree, int> _asked = new();
    private readonly ConcurrentDictionary<SyntaxTree, Dictionary<string, List<int>>> _words = new();
    private ImmutableArray<NameFilter> _filters;

    public string Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        _texts.TryGetValue(tree, out var text) ? text : _texts.GetOrAdd(tree, tree.GetText(cancellationToken).ToString());

    /// <summary>Every use of an identifier as a name in the compilation, by file and position, at most <paramref name="limit"/>; null when there are more.</summary>
    public IReadOnlyList<SimpleNameSyntax>? Names(string identifier, int limit, CancellationToken cancellationToken)
    {
        var names = _names.TryGetValue(identifier, out var known) ? known : _names.GetOrAdd(identifier, Find(identifier, cancellationToken));
        return names.Length <= limit ? names : null;
    }

    /// <summary>The files that hold an identifier as a whole word, in code or not.</summary>
    public IEnumerable<SyntaxTree> FilesNaming(string identifier, CancellationToken cancellationToken)
    {
        var (filters, hash) = (Filters(cancellationToken), NameFilter.Hash(identifier));
        for (var index = 0; index < filters.Length; index++)
        {
            if (filters[index].MayName(hash))
            {
                yield return scope.Trees[index];
            }
        }
    }

    /// <summary>The places of an identifier as a whole word in a file.</summary>
    public IReadOnlyList<int> Places(string identifier, SyntaxTree tree, CancellationToken cancellationToken)
    {
        // A file in which a few names were looked for is read once more, for all of its names.
        if (_asked.AddOrUpdate(tree, 1, static (_, times) => times + 1) <= MaxSearches)
        {
            return Search(identifier, Of(tree, cancellationToken));
        }

        var words = _words.TryGetValue(tree, out var known) ? known : _words.GetOrAdd(tree, WordsOf(Of(tree, cancellationToken)));
        return words.TryGetValue(identifier, out var places) ? places : [];
    }

    private static List<int> Search(string identifier, string text)
    {
        WorkCounter.Add(WorkKind.CharactersRead, text.Length);
        var places = new List<int>();
        for (var at = text.IndexOf(identifier, StringComparison.Ordinal); at >= 0; at = text.IndexOf(identifier, at + identifier.Length, StringComparison.Ordinal))
        {
            if (!IsPartOfWord(text, at - 1) && !IsPartOfWord(text, at + identifier.Length))
            {
                places.Add(at);
            }
        }

        return places;
    }

    private static Dictionary<string, List<int>> WordsOf(string text)
    {
        WorkCounter.Add(WorkKind.CharactersRead, text.Length);
        var words = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && IsPartOfWord(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                var word = text.Substring(start, at - start);
                (words.TryGetValue(word, out var list) ? list : words[word] = []).Add(start);
            }
        }

        return words;
    }

    /// <summary>Whether a character can be part of an identifier.</summary>
    public static bool IsPartOfWord(char letter) =>
        letter < 128 ? letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' : char.IsLetterOrDigit(letter);

    private ImmutableArray<SimpleNameSyntax> Find(string identifier, CancellationToken cancellationToken)
    {
        var names = ImmutableArray.CreateBuilder<SimpleNameSyntax>();
        foreach (var tree in FilesNaming(identifier, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SyntaxNode? root = null;
            foreach (var at in Places(identifier, tree, cancellationToken))
            {
                root ??= tree.GetRoot(cancellationToken);
                var token = root.FindToken(at);
                if (token.Span.Contains(at) && token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax name)
                {
                    names.Add(name);
                }
            }
        }

        return names.ToImmutable();
    }

    private ImmutableArray<NameFilter> Filters(CancellationToken cancellationToken)
    {
        if (_filters.IsDefault)
        {
            ImmutableInterlocked.InterlockedInitialize(ref _filters, scope.Trees.Select(tree => NameFilter.Of(tree, cancellationToken)).ToImmutableArray());
        }

        return _filters;
    }

    private static bool IsPartOfWord(string text, int index) => index >= 0 && index < text.Length && IsPartOfWord(text[index]);
}
