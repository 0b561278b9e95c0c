using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
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
    public override FixAllProvider GetFixAllProvider() => SiteFixAll.Create(_ => false, Edit);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await MarkedSite.MarkAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } mark
                && await mark.BindAsync(context.CancellationToken).ConfigureAwait(false) is { } site
                && await PlanAsync(mark, site, context.CancellationToken).ConfigureAwait(false) is { } plan)
            {
                var title = $"Replace the lock around '{plan.Function.Name}' with {(plan.Key is null ? "SessionFlight (one session per instance)" : "SingleFlight")}";
                context.RegisterCodeFix(
                    CodeAction.Create(title, token => SiteFixAll.ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), false, Edit, token), diagnostic.Id + ".ReplaceLock"),
                    diagnostic);
            }
        }
    }

    private static async Task<Document?> Edit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken) =>
        await PlanAsync(mark, site, cancellationToken).ConfigureAwait(false) is { } plan ? GuardEdit.Apply(plan) : null;

    // The flight is planned on the code as it is without the lock.
    private static async Task<GuardPlan?> PlanAsync(MarkedSite mark, RefreshCallSite site, CancellationToken cancellationToken) =>
        LockRemoval.Apply(site, cancellationToken) is { } unlocked && await mark.BindAsync(unlocked, cancellationToken).ConfigureAwait(false) is { } bare
            ? GuardPlan.For(bare, cancellationToken)
            : null;
}
