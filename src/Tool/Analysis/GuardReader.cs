using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Analysis;

/// <summary>Lists the guards that stand at a finding, and says why each does not hold.</summary>
internal sealed class GuardReader(CallGraph graph, RootPaths paths)
{
    private static readonly string[] s_types =
    [
        "SemaphoreSlim", "Semaphore", "Mutex", "Lock", "ReaderWriterLockSlim", "SpinLock", "Lazy", "AsyncLock", "SingleFlight",
        "SessionFlight",
    ];

    private static readonly string[] s_takes =
    [
        "Wait", "WaitAsync", "WaitOne", "Enter", "EnterAsync", "EnterScope", "LockAsync", "TryEnter",
    ];

    /// <param name="flawed">What takes the guard that the rule speaks of; null where there is none.</param>
    /// <param name="rule">The rule's id.</param>
    /// <param name="message">The message, which says more about the guard for some rules.</param>
    public ImmutableArray<GuardNote> Read(Location? flawed, string rule, string message)
    {
        var notes = new List<GuardNote>();
        if (flawed?.SourceTree is not null)
        {
            notes.Add(new GuardNote(paths.Of(flawed).Code, WhyFlawed(rule, message), paths.Of(flawed)));
        }

        foreach (var site in graph.Sites)
        {
            var passes = graph.Chains.Count(chain => chain.Contains(site));
            var why = passes < graph.Chains.Length
                ? $"{passes} of {graph.Chains.Length} ways to the refresh pass it; the others do not"
                : "it is around the call, and does not keep concurrent callers from redeeming one token";
            notes.AddRange(Around(site)
                .Select(node => new GuardNote(RootPaths.Shorten(node.ToString(), 60), why, paths.Of(node.GetLocation()))));
        }

        notes.AddRange(NotEntered(notes));
        return [.. notes.DistinctBy(note => (note.Place.Path, note.Place.Line))];
    }

    private static string WhyFlawed(string rule, string message) => RuleFamily.Of(rule) switch
    {
        "RR0003" => "nothing looks again after entering: whoever waited refreshes once more",
        "RR0004" => "the token was read before it is entered: whoever waited presents the old one",
        "RR0005" => "it belongs to one instance, and concurrent callers have an instance each",
        "RR0006" => "testing and starting are two steps: two callers pass the test together",
        "RR0007" => "a failed refresh stays in it, and no later caller tries again",
        "RR0008" => "what it shares runs on the cancellation token of the caller that came first",
        "RR0009" => "its key does not come from the token or the session: one user can be handed another's tokens",
        _ => message,
    };

    /// <summary>Locks around a call, and waits for a lock before it in the blocks around it.</summary>
    private static IEnumerable<SyntaxNode> Around(CallSite site)
    {
        foreach (var node in site.Node.Ancestors().TakeWhile(at => at is not MemberDeclarationSyntax))
        {
            if (node is LockStatementSyntax held)
            {
                yield return held.Expression;
            }

            var earlier = node is BlockSyntax block ? block.Statements.Where(at => at.Span.End <= site.Node.SpanStart) : [];
            foreach (var call in earlier.SelectMany(at => at.DescendantNodes().OfType<InvocationExpressionSyntax>()))
            {
                if (Takes(call, site.Model))
                {
                    yield return call;
                }
            }
        }
    }

    private static bool Takes(InvocationExpressionSyntax call, SemanticModel model) =>
        call.Expression is MemberAccessExpressionSyntax access
        && s_takes.Contains(access.Name.Identifier.ValueText)
        && model.GetSymbolInfo(call).Symbol?.ContainingType is { } type
        && (IsGuard(type) || type.Name == "Monitor");

    /// <summary>Guards that the types on the way have and that no way enters.</summary>
    private IEnumerable<GuardNote> NotEntered(IReadOnlyCollection<GuardNote> known)
    {
        var types = graph.Sites.Select(site => site.Member?.ContainingType).OfType<INamedTypeSymbol>()
            .Distinct(SymbolEqualityComparer.Default);
        foreach (var field in types.SelectMany(type => ((INamedTypeSymbol)type!).GetMembers().OfType<IFieldSymbol>()))
        {
            var isKnown = known.Any(note => note.Name.Contains(field.Name, StringComparison.Ordinal));
            var declared = field.Locations.FirstOrDefault(at => at.IsInSource);
            if (!isKnown && field.Type is INamedTypeSymbol type && IsGuard(type) && declared is { } place)
            {
                yield return new GuardNote($"{type.Name} {field.Name}", "no way to this refresh enters it", paths.Of(place));
            }
        }
    }

    private static bool IsGuard(INamedTypeSymbol type) => s_types.Contains(type.Name);
}
