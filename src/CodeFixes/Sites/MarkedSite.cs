using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>
/// A document in which the call and the tokens of one or more diagnostics are annotated, so that they are found again after edits around
/// them.
/// </summary>
internal sealed class MarkedSite
{
    private MarkedSite(Document document, SyntaxAnnotation call, SyntaxAnnotation token, SyntaxAnnotation guard, bool isShortLived) =>
        (Document, Call, Token, Guard, IsShortLived) = (document, call, token, guard, isShortLived);

    public Document Document { get; }

    public SyntaxAnnotation Call { get; }

    public SyntaxAnnotation Token { get; }

    /// <summary>On what takes the flawed guard.</summary>
    public SyntaxAnnotation Guard { get; }

    /// <summary>Whether instances of the type around the call live for one request, scope or use.</summary>
    public bool IsShortLived { get; }

    /// <summary>Whether the guard whose place a flight takes was one for the whole process.</summary>
    public bool NeedsStatic { get; init; }

    /// <summary>The same mark, for a flight that takes the place of a guard.</summary>
    public MarkedSite InPlaceOf(ISymbol guard) =>
        new(Document, Call, Token, Guard, IsShortLived) { NeedsStatic = NeedsStatic || guard.IsStatic };

    /// <summary>The mark of one diagnostic; null where it is not on a call.</summary>
    public static async Task<MarkedSite?> MarkAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        (await MarkAllAsync(document, ImmutableArray.Create(diagnostic), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>All marks lie in one version of the document; they are in the order of the text.</summary>
    public static async Task<ImmutableArray<MarkedSite>> MarkAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return ImmutableArray<MarkedSite>.Empty;
        }

        var marks = new List<(SyntaxAnnotation Call, SyntaxAnnotation Token, SyntaxAnnotation Guard, bool IsShortLived)>();
        var annotations = new Dictionary<SyntaxNode, List<SyntaxAnnotation>>();
        foreach (var diagnostic in diagnostics.OrderBy(at => at.Location.SourceSpan.Start)
            .ThenByDescending(at => at.Location.SourceSpan.Length))
        {
            if (RefreshCallSite.Find(root, diagnostic.Location.SourceSpan) is not { } call)
            {
                continue;
            }

            var mark = (new SyntaxAnnotation("RefreshRace.Call"), new SyntaxAnnotation("RefreshRace.Token"),
                new SyntaxAnnotation("RefreshRace.Guard"), diagnostic.Properties.ContainsKey(FixFacts.ShortLived));
            Add(call, mark.Item1);
            foreach (var span in FixFacts.Spans(diagnostic, FixFacts.Tokens).Where(span => root.FullSpan.Contains(span)))
            {
                if (root.FindNode(span, getInnermostNodeForTie: true) is ExpressionSyntax token && token.Span == span)
                {
                    Add(token, mark.Item2);
                }
            }

            foreach (var span in FixFacts.Spans(diagnostic, FixFacts.Guard).Where(span => root.FullSpan.Contains(span)))
            {
                Add(root.FindNode(span), mark.Item3);
            }

            marks.Add(mark);
        }

        var marked = document.WithSyntaxRoot(
            root.ReplaceNodes(annotations.Keys, (old, changed) => changed.WithAdditionalAnnotations(annotations[old])));
        return marks.Select(mark => new MarkedSite(marked, mark.Call, mark.Token, mark.Guard, mark.IsShortLived)).ToImmutableArray();

        void Add(SyntaxNode node, SyntaxAnnotation annotation)
        {
            if (!annotations.TryGetValue(node, out var list))
            {
                annotations.Add(node, list = []);
            }

            list.Add(annotation);
        }
    }

    public static MarkedSite On(Document document, SyntaxAnnotation call, SyntaxAnnotation token, SyntaxAnnotation guard,
        bool isShortLived) => new(document, call, token, guard, isShortLived);

    /// <summary>
    /// The mark of another call in the same document, which leads to the one that was reported: that one's tokens are no expressions of
    /// this one.
    /// </summary>
    public MarkedSite MoveTo(RefreshCallSite site, InvocationExpressionSyntax call)
    {
        var mark = new SyntaxAnnotation("RefreshRace.Call");
        return new MarkedSite(site.Document.WithSyntaxRoot(site.Root.ReplaceNode(call, call.WithAdditionalAnnotations(mark))), mark,
            new SyntaxAnnotation("RefreshRace.Token"), Guard, IsShortLived)
        { NeedsStatic = NeedsStatic };
    }

    public Task<RefreshCallSite?> BindAsync(CancellationToken cancellationToken) => BindAsync(Document, cancellationToken);

    /// <summary>The site in a later version of the document.</summary>
    public Task<RefreshCallSite?> BindAsync(Document later, CancellationToken cancellationToken) =>
        RefreshCallSite.BindAsync(later, this, cancellationToken);
}
