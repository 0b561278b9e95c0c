using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>The members of the files that people write whose text speaks of a refresh. Only these are bound; of a compilation that never speaks of one, nothing is.</summary>
internal sealed class CandidateMembers(AnalysisScope scope)
{
    private readonly Dictionary<string, bool> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<MemberBody> _seen = new();
    private ImmutableArray<string> _silent;
    private ImmutableHashSet<string>? _catalogued;

    /// <summary>Names by which members speak of a refresh without saying so themselves: declared members, constants, builders.</summary>
    public HashSet<string> FurtherNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether any file has a candidate, or names what the catalogue or the user lists.</summary>
    public bool Any(CancellationToken cancellationToken)
    {
        foreach (var tree in scope.Compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = CandidateFile.Of(tree, cancellationToken);
            if (!file.Members.IsEmpty && file.Members.Any(IsCandidate) && !scope.Generated.Holds(tree, cancellationToken))
            {
                return true;
            }

            if (!scope.Options.RefreshMethods(tree).IsEmpty)
            {
                return true;
            }
        }

        return Silent(cancellationToken).Concat(scope.Catalogue.ProjectNames).Any(name => scope.Texts.FilesNaming(name, cancellationToken).Any());
    }

    /// <summary>The names by which candidates, builders and constants are used, and the files in which they stand.</summary>
    public (IEnumerable<string> Names, IEnumerable<SyntaxTree> Files) Names(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(Silent(cancellationToken), StringComparer.Ordinal);
        var files = new HashSet<SyntaxTree>();
        foreach (var tree in scope.Trees)
        {
            // A generated client stands here too: it is looked into where people's code calls it.
            var file = CandidateFile.Of(tree, cancellationToken);
            var members = file.Members.Where(IsCandidate).ToList();
            names.UnionWith(members.Select(member => member.Name));
            names.UnionWith(file.FurtherNames);
            names.UnionWith(scope.Options.RefreshMethods(tree).SimpleNames);
            names.UnionWith(scope.Catalogue.ProjectNames);
            if (members.Count > 0)
            {
                files.Add(tree);
            }
        }

        return (names, files);
    }

    /// <summary>The members that speak of a refresh, or use a declared or catalogued member, by file and position.</summary>
    public IEnumerable<MemberBody> Speaking(CancellationToken cancellationToken)
    {
        foreach (var tree in scope.Trees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = CandidateFile.Of(tree, cancellationToken);
            var declared = scope.Options.RefreshMethods(tree).SimpleNames.AddRange(scope.Catalogue.ProjectNames);
            if ((file.Members.IsEmpty && file.FurtherNames.IsEmpty && declared.IsEmpty) || scope.Generated.Holds(tree, cancellationToken))
            {
                continue;
            }

            FurtherNames.UnionWith(file.FurtherNames);
            var places = file.Members.Where(IsCandidate).Select(member => member.Position)
                .Concat(declared.SelectMany(name => scope.Texts.Places(name, tree, cancellationToken)));
            foreach (var body in Around(places, tree, cancellationToken))
            {
                yield return body;
            }
        }

        foreach (var name in Silent(cancellationToken))
        {
            foreach (var body in Naming(name, cancellationToken).Where(body => CandidateFile.SpeaksOfCredentials(body.Root.Syntax.SyntaxTree.GetText(cancellationToken))))
            {
                yield return body;
            }
        }
    }

    /// <summary>The members, not seen before, that use a name.</summary>
    public IEnumerable<MemberBody> Naming(string name, CancellationToken cancellationToken) =>
        from tree in scope.Texts.FilesNaming(name, cancellationToken)
        where !scope.Generated.Holds(tree, cancellationToken)
        from body in Around(scope.Texts.Places(name, tree, cancellationToken), tree, cancellationToken, name)
        select body;

    private IEnumerable<MemberBody> Around(IEnumerable<int> places, SyntaxTree tree, CancellationToken cancellationToken, string? name = null)
    {
        SyntaxNode? root = null;
        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            root ??= tree.GetRoot(cancellationToken);
            var token = root.FindToken(place);
            if (token.Span.Contains(place) && (name is null || token.ValueText == name) && token.Parent is { } node
                && scope.Bodies.Containing(node, cancellationToken) is { } body && _seen.Add(body))
            {
                yield return body;
            }
        }
    }

    private bool IsCandidate(CandidateMember member) => member.IsNear || member.Names.Any(Catalogued().Contains);

    // Names of SDK methods that say refresh and nothing of a credential, where the SDK is there.
    private ImmutableHashSet<string> Catalogued() => _catalogued ??= scope.Catalogue.ByMethod.Values.SelectMany(entries => entries)
        .Where(entry => Vocabulary.SaysRefresh(entry.Method) && !Vocabulary.SaysCredential(entry.Method) && IsPresent(entry))
        .Select(entry => entry.Method)
        .ToImmutableHashSet(StringComparer.Ordinal);

    private ImmutableArray<string> Silent(CancellationToken cancellationToken)
    {
        if (_silent.IsDefault)
        {
            _silent = scope.Catalogue.SilentNames.Where(IsPresent).Select(entry => entry.Method)
                .Concat(DeclaredNames.InReferences(scope.Compilation, cancellationToken))
                .Distinct()
                .OrderBy(name => name, StringComparer.Ordinal)
                .ToImmutableArray();
        }

        return _silent;
    }

    // Most SDKs are told apart by the first name of their namespace, for which one look-up is enough.
    private bool IsPresent(SdkRow entry)
    {
        var root = entry.Type.Substring(0, Math.Max(0, entry.Type.IndexOf('.')));
        if (!_roots.TryGetValue(root, out var isThere))
        {
            isThere = root.Length == 0 || scope.Compilation.GlobalNamespace.GetMembers(root).Any();
            _roots.Add(root, isThere);
        }

        return isThere && scope.Symbols.Type(entry.Type) is not null;
    }
}
