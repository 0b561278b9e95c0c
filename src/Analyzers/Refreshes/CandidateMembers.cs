using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>The members whose text speaks of a refresh. Only these are bound; of a compilation that never speaks of one, nothing is.</summary>
internal sealed class CandidateMembers(AnalysisScope scope)
{
    private static readonly string[] Always = { "refresh", "renew", "rotat" };

    // Of a file that only refreshes its user interface nothing is looked at.
    private static readonly CandidateTextFilter Credentials = new(new[] { "token", "session", "auth", "credential", "login", "grant", "refreshoperation" });

    private readonly Dictionary<string, CandidateTextFilter> _gates = new(StringComparer.Ordinal);
    private readonly HashSet<MemberBody> _seen = new();
    private ImmutableArray<string> _silent;

    /// <summary>Names of declared members and constants met on the way whose own text does not speak of a refresh.</summary>
    public HashSet<string> FurtherNames { get; } = new(StringComparer.Ordinal);

    /// <summary>The members of a tree that speak of a refresh, or use a declared or catalogued member.</summary>
    public IEnumerable<MemberBody> In(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = tree.GetText(cancellationToken);
        var declared = scope.Options.RefreshMethods(tree).SimpleNames.Concat(scope.Catalogue.ProjectNames).ToList();
        var places = Gate(declared, cancellationToken).Places(text);
        return places.IsEmpty || (declared.Count == 0 && Credentials.Places(text).IsEmpty) ? Array.Empty<MemberBody>() : Around(places, tree, cancellationToken);
    }

    /// <summary>The members of a tree, not seen before, whose text has one of the names.</summary>
    public IEnumerable<MemberBody> Naming(IReadOnlyCollection<string> names, CandidateTextFilter gate, SyntaxTree tree, CancellationToken cancellationToken)
    {
        var places = gate.Places(tree.GetText(cancellationToken));
        return places.IsEmpty ? Array.Empty<MemberBody>() : Around(places, tree, cancellationToken, names);
    }

    private IEnumerable<MemberBody> Around(ImmutableArray<int> places, SyntaxTree tree, CancellationToken cancellationToken, IReadOnlyCollection<string>? names = null)
    {
        var root = tree.GetRoot(cancellationToken);
        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = root.FindToken(place);
            if (!token.Span.Contains(place) || (names is not null && !names.Contains(token.ValueText)) || token.Parent is not { } node || node.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null)
            {
                continue;
            }

            Note(node);
            if (scope.Bodies.Containing(node, cancellationToken) is { } body && _seen.Add(body))
            {
                yield return body;
            }
        }
    }

    // [RefreshOperation] Task ExchangeAsync(), const string Grant = "refresh_token": the calls and uses need not speak of a refresh.
    private void Note(SyntaxNode node)
    {
        var name = node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute
            ? attribute.Name.ToString().Has("RefreshOperation") ? attribute.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
            {
                MethodDeclarationSyntax method => method.Identifier.ValueText,
                PropertyDeclarationSyntax property => property.Identifier.ValueText,
                _ => null,
            }
            : null
            : node is LiteralExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } constant } } literal
                && (PayloadTexts.IsRefreshGrant(literal.Token.ValueText) || PayloadTexts.IsRefreshAddress(literal.Token.ValueText, out _))
                ? constant.Identifier.ValueText
                : null;
        if (name is not null && !Vocabulary.SaysRefresh(name))
        {
            FurtherNames.Add(name);
        }
    }

    // Options may differ from file to file, though hardly ever do: one gate per distinct list.
    private CandidateTextFilter Gate(List<string> declared, CancellationToken cancellationToken)
    {
        if (_silent.IsDefault)
        {
            _silent = scope.Catalogue.SilentNames.Where(entry => scope.Symbols.Type(entry.Type) is not null).Select(entry => entry.Method)
                .Concat(DeclaredNames.InReferences(scope.Compilation, cancellationToken)).Distinct().ToImmutableArray();
        }

        var key = string.Join("|", declared);
        if (!_gates.TryGetValue(key, out var gate))
        {
            gate = new CandidateTextFilter(Always.Concat(_silent).Concat(declared));
            _gates.Add(key, gate);
        }

        return gate;
    }
}
