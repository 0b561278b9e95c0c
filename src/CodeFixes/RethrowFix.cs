using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.Analyzers.Model;
using RefreshRace.CodeFixes.Editing;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0002: lets the failure of a renewal reach the callers. A catch keeps its handling and rethrows; the branch for an unsuccessful answer throws. Where the method's result can carry a failure, the
/// second offer returns it in there.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RethrowFix))]
public sealed class RethrowFix : CodeFixProvider
{
    /// <summary>Key of both forms.</summary>
    public const string Key = "RR0002.Rethrow";

    /// <summary>Key of the offer that returns the failure in the method's own result.</summary>
    public const string CarryKey = "RR0002.Carry";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0002", "RR0102");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await ApplyAsync(document, diagnostics, context.CodeActionEquivalenceKey == CarryKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchHost.Answers(context, diagnostic, FixableDiagnosticIds, Key))
            {
                continue;
            }

            // A rethrow into a handler above that loses the failure or the session mends nothing, and one before a second way to tokens takes that from the user.
            var title = diagnostic.Properties.ContainsKey(FixFacts.MustStay) ? null : Place(root, diagnostic) switch
            {
                CatchClauseSyntax clause when CatchEdit.CanApply(clause, model) => "Rethrow after handling",
                IfStatementSyntax branch when BranchEdit.FailureReturn(branch, HoldsOnFailure(diagnostic), model) is not null => "Throw when the renewal fails",
                ConditionalExpressionSyntax choice when BranchEdit.FailureValue(choice, HoldsOnFailure(diagnostic)) is not null => "Throw when the renewal fails",
                _ => null,
            };
            if (title is not null)
            {
                context.RegisterCodeFix(CodeAction.Create(title, token => ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), false, token), Key), diagnostic);
            }

            if (Place(root, diagnostic) is CatchClauseSyntax returning && FailureResult.Of(returning, model) is { } carried)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Return the failure in '{carried.Type}'", token => ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), true, token), CarryKey),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, bool carry, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var marks = new List<(SyntaxAnnotation Place, bool? HoldsOnFailure)>();
        var places = new Dictionary<SyntaxNode, SyntaxAnnotation>();
        foreach (var diagnostic in diagnostics.OrderBy(at => at.Location.SourceSpan.Start).Where(at => carry || !at.Properties.ContainsKey(FixFacts.MustStay)))
        {
            if (Place(root, diagnostic) is { } place && !places.ContainsKey(place))
            {
                places.Add(place, new SyntaxAnnotation("RefreshRace.Swallow"));
                marks.Add((places[place], HoldsOnFailure(diagnostic)));
            }
        }

        var current = document.WithSyntaxRoot(root.ReplaceNodes(places.Keys, (old, changed) => changed.WithAdditionalAnnotations(places[old])));
        foreach (var (mark, holds) in marks)
        {
            var now = await current.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            var model = await current.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            var next = now?.GetAnnotatedNodes(mark).FirstOrDefault() switch
            {
                CatchClauseSyntax clause when carry => FailureResult.Of(clause, model!)?.Apply(now),
                _ when carry => null,
                CatchClauseSyntax clause when CatchEdit.CanApply(clause, model!) => CatchEdit.Apply(now, clause, model!),
                IfStatementSyntax branch when BranchEdit.FailureReturn(branch, holds, model!) is { } failure => BranchEdit.Apply(now, branch, failure, model!),
                ConditionalExpressionSyntax choice when BranchEdit.FailureValue(choice, holds) is { } failure => BranchEdit.Apply(now, choice, failure, model!),
                _ => null,
            };
            current = next is null ? current : current.WithSyntaxRoot(next);
        }

        return await Imports.FinishAsync(current, cancellationToken).ConfigureAwait(false);
    }

    private static bool? HoldsOnFailure(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(FixFacts.HoldsOnFailure, out var holds) ? holds == "true" : null;

    // The diagnostic underlines the head of the clause or branch, from its first token on.
    private static SyntaxNode? Place(SyntaxNode root, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        return root.FullSpan.Contains(span)
            ? root.FindToken(span.Start).Parent?.AncestorsAndSelf().FirstOrDefault(at => at is CatchClauseSyntax or IfStatementSyntax or ConditionalExpressionSyntax && at.SpanStart == span.Start)
            : null;
    }
}
