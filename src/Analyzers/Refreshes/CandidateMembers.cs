using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>The members whose text speaks of a refresh. Only these are bound.</summary>
internal sealed class CandidateMembers(AnalysisScope scope)
{
    private static readonly string[] Always = { "refresh", "renew", "rotat" };

    // Of a file that only refreshes its user interface nothing is looked at.
    private static readonly TextGate Credentials = new(new[] { "token", "session", "auth", "credential", "login", "grant" });

    private readonly Dictionary<string, TextGate> _gates = new(StringComparer.Ordinal);
    private readonly string _silentNames = string.Join("|", Catalogue.SilentNames
        .Where(entry => IsReferenced(scope, entry))
        .Select(entry => entry.Method)
        .Distinct());

    public IEnumerable<MemberBody> In(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!tree.TryGetText(out var text))
        {
            text = tree.GetText(cancellationToken);
        }

        var places = Gate(tree).Places(text);
        if (places.IsEmpty || Credentials.Places(text).IsEmpty)
        {
            yield break;
        }

        var root = tree.GetRoot(cancellationToken);
        var seen = new HashSet<MemberBody>();
        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = root.FindToken(place);
            if (token.Span.Contains(place) && token.Parent is { } node && node is not UsingDirectiveSyntax && scope.Bodies.Containing(node, cancellationToken) is { } body && seen.Add(body))
            {
                yield return body;
            }
        }
    }

    // Options may differ from file to file, though hardly ever do: one gate per distinct list.
    private TextGate Gate(SyntaxTree tree)
    {
        var declared = scope.Options.RefreshMethods(tree).SimpleNames;
        var key = string.Join("|", declared);
        if (!_gates.TryGetValue(key, out var gate))
        {
            gate = new TextGate(Always.Concat(_silentNames.Split('|')).Concat(declared));
            _gates.Add(key, gate);
        }

        return gate;
    }

    private static bool IsReferenced(AnalysisScope scope, CatalogueEntry entry) => scope.Symbols.Type(entry.Type) is not null;
}
