using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.Analyzers.Model;
using RefreshRace.CodeFixes.Rethrow;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0002: lets the failure of a renewal reach the callers. A catch keeps its handling and rethrows; the branch for an unsuccessful answer
/// throws. Where the method's result can carry a failure, the
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
        new DocumentFixAll((context, document, diagnostics, token) =>
            ApplyAsync(document, diagnostics, context.CodeActionEquivalenceKey == CarryKey, token));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = await LinkedFile.OldestAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchFormatters.Answers(context, diagnostic, FixableDiagnosticIds, Key))
            {
                continue;
            }

            // A rethrow into a handler above that loses the failure or the session mends nothing, and one before a second way to tokens
            // takes that from the user.
            var place = Place(root, diagnostic);
            var title = diagnostic.Properties.ContainsKey(FixFacts.MustStay) ? null : place switch
            {
                CatchClauseSyntax clause when CatchEdit.CanApply(clause, model, context.CancellationToken) => "Rethrow after handling",
                IfStatementSyntax branch when BranchEdit.FailureReturn(branch, HoldsOnFailure(diagnostic), model) is not null =>
                    "Throw when the renewal fails",
                ConditionalExpressionSyntax choice when BranchEdit.FailureValue(choice, HoldsOnFailure(diagnostic), model) is not null =>
                    "Throw when the renewal fails",
                _ => null,
            };
            await RegisterAsync(context, document, diagnostic, title, carry: false).ConfigureAwait(false);
            var carried = place is CatchClauseSyntax returning && FailureResult.Of(returning, model) is { } result
                ? $"Return the failure in '{result.Type}'"
                : null;
            await RegisterAsync(context, document, diagnostic, carried, carry: true).ConfigureAwait(false);
        }
    }

    private static async Task RegisterAsync(CodeFixContext context, Document document, Diagnostic diagnostic, string? title, bool carry)
    {
        if (title is null)
        {
            return;
        }

        var changed = await ApplyAsync(document, ImmutableArray.Create(diagnostic), carry, context.CancellationToken).ConfigureAwait(false);
        if (changed != document)
        {
            var solution = await LinkedFile.WithSameTextAsync(changed, context.CancellationToken).ConfigureAwait(false);
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(solution), carry ? CarryKey : Key), diagnostic);
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, bool carry,
        CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var marks = new List<(SyntaxAnnotation Place, bool? HoldsOnFailure)>();
        var places = new Dictionary<SyntaxNode, SyntaxAnnotation>();
        foreach (var diagnostic in diagnostics.OrderBy(at => at.Location.SourceSpan.Start)
            .Where(at => carry || !at.Properties.ContainsKey(FixFacts.MustStay)))
        {
            if (Place(root, diagnostic) is { } place && !places.ContainsKey(place))
            {
                places.Add(place, new SyntaxAnnotation("RefreshRace.Swallow"));
                marks.Add((places[place], HoldsOnFailure(diagnostic)));
            }
        }

        var current = document.WithSyntaxRoot(
            root.ReplaceNodes(places.Keys, (old, changed) => changed.WithAdditionalAnnotations(places[old])));
        var isChanged = false;
        foreach (var (mark, holds) in marks)
        {
            if (await EditAsync(current, mark, holds, carry, cancellationToken).ConfigureAwait(false) is { } next)
            {
                current = next;
                isChanged = true;
            }
        }

        return isChanged ? await UsingDirectives.FinishAsync(current, cancellationToken).ConfigureAwait(false) : document;
    }

    private static async Task<Document?> EditAsync(Document document, SyntaxAnnotation mark, bool? holds, bool carry,
        CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root?.GetAnnotatedNodes(mark).FirstOrDefault() is not { } place || model is null)
        {
            return null;
        }

        var edited = place switch
        {
            CatchClauseSyntax clause when carry => FailureResult.Of(clause, model)?.Apply(root),
            _ when carry => null,
            CatchClauseSyntax clause when CatchEdit.CanApply(clause, model, cancellationToken) => CatchEdit.Apply(root, clause, model),
            IfStatementSyntax branch when BranchEdit.FailureReturn(branch, holds, model) is { } failure =>
                BranchEdit.Apply(root, branch, failure, model),
            ConditionalExpressionSyntax choice when BranchEdit.FailureValue(choice, holds, model) is { } failure =>
                BranchEdit.Apply(root, choice, failure, model),
            _ => null,
        };
        return edited is not null && document.WithSyntaxRoot(edited) is var changed
            && await CompileCheck.IsCleanAsync(document, place, changed, cancellationToken).ConfigureAwait(false)
                ? changed
                : null;
    }

    private static bool? HoldsOnFailure(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(FixFacts.HoldsOnFailure, out var holds) ? holds == "true" : null;

    // The diagnostic underlines the head of the clause or branch, from its first token on.
    private static SyntaxNode? Place(SyntaxNode root, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        return root.FullSpan.Contains(span)
            ? root.FindToken(span.Start).Parent?.AncestorsAndSelf()
                .FirstOrDefault(at => at is CatchClauseSyntax or IfStatementSyntax or ConditionalExpressionSyntax
                    && at.SpanStart == span.Start)
            : null;
    }
}
