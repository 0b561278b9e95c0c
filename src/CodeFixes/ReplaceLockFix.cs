using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Editing;

namespace RefreshRace.CodeFixes;

/// <summary>RR0003, RR0004 and RR0014: a lock around a refresh that does not do its work gives way to a flight.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceLockFix))]
public sealed class ReplaceLockFix : CodeFixProvider
{
    /// <summary>Key for RR0003.</summary>
    public const string NoRecheckKey = "RR0003.ReplaceLock";

    /// <summary>Key for RR0004.</summary>
    public const string ReadBeforeGuardKey = "RR0004.ReplaceLock";

    /// <summary>Key for RR0014.</summary>
    public const string NotReleasedKey = "RR0014.ReplaceLock";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0003", "RR0004", "RR0014");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => SiteFixAll.Create(context => context.CodeActionEquivalenceKey == NotReleasedKey || context.DiagnosticIds.All(id => id == "RR0014"), Edit);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchHost.Answers(context, diagnostic, FixableDiagnosticIds, NoRecheckKey))
            {
                continue;
            }

            var isLeaking = diagnostic.Id == "RR0014";
            if (await MarkedSite.MarkAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } mark
                && await mark.BindAsync(context.CancellationToken).ConfigureAwait(false) is { } site
                && await PlanAsync(mark, site, isLeaking, context.CancellationToken).ConfigureAwait(false) is var (plan, stays))
            {
                var flight = plan.Key is null ? "SessionFlight (one session per instance)" : "SingleFlight";
                var title = stays ? $"Guard '{plan.Function.Name}' with {flight}, around its lock" : $"Replace the lock around '{plan.Function.Name}' with {flight}";
                context.RegisterCodeFix(
                    CodeAction.Create(title, token => SiteFixAll.ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), isLeaking, Edit, token), diagnostic.Id + ".ReplaceLock"),
                    diagnostic);
            }
        }
    }

    private static async Task<Document?> Edit(MarkedSite mark, RefreshCallSite site, bool isLeaking, CancellationToken cancellationToken) =>
        await PlanAsync(mark, site, isLeaking, cancellationToken).ConfigureAwait(false) is not var (plan, stays) ? null
        : !stays && WrapPlan.For(plan.Site, cancellationToken) is { } wrap && wrap.IsAllOf(plan) ? WrapEdit.Apply(wrap with { FieldComments = plan.FieldComments, ReturnsTask = true })
        : GuardEdit.Apply(plan);

    // The flight is planned on the code as it is without the lock. A lock that leaks must not stay.
    internal static async Task<(GuardPlan Plan, bool Stays)?> PlanAsync(MarkedSite mark, RefreshCallSite site, bool isLeaking, CancellationToken cancellationToken)
    {
        if (LockedCall(site, cancellationToken) is { } call)
        {
            mark = mark.MoveTo(site, call);
            site = (await mark.BindAsync(cancellationToken).ConfigureAwait(false))!;
        }

        if (!isLeaking && (site.Guard is null || site.Function?.Body.Span.Contains(site.Guard.Span) != true))
        {
            // The lock is another member's, around more than the refresh: it stays, and the flight goes inside.
            return GuardPlan.For(site, cancellationToken) is { Key: not null } inner ? (inner, true) : null;
        }

        return LockRemoval.Of(site, !isLeaking, cancellationToken) is { } removal
            && await mark.BindAsync(removal.Document, cancellationToken).ConfigureAwait(false) is { } bare
            && GuardPlan.For(bare, cancellationToken) is { } plan
            ? (plan with { FieldComments = removal.FieldComments }, removal.Stays)
            : null;
    }

    /// <summary>Where the lock is in a caller of the function that refreshes: the call under the lock, whose function is the one to guard.</summary>
    private static InvocationExpressionSyntax? LockedCall(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Guard is not { } guard || site.Function is not { } function || function.Body.Span.Contains(guard.Span) || EnclosingFunction.Of(guard, site.Model, cancellationToken) is not { } locking)
        {
            return null;
        }

        var calls = locking.OwnNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.SpanStart > guard.SpanStart && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(call, cancellationToken).Symbol?.OriginalDefinition, function.Symbol.OriginalDefinition))
            .ToArray();
        return calls.Length == 1 ? calls[0] : null;
    }
}
