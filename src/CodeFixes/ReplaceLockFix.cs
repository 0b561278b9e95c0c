using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Locks;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes;

/// <summary>RR0003, RR0004 and RR0014: a lock around a refresh that does not do its work gives way to a flight.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceLockFix))]
public sealed class ReplaceLockFix : SiteFix
{
    /// <summary>Key for RR0003.</summary>
    public const string NoRecheckKey = "RR0003.ReplaceLock";

    /// <summary>Key for RR0004.</summary>
    public const string ReadBeforeGuardKey = "RR0004.ReplaceLock";

    /// <summary>Key for RR0014.</summary>
    public const string NotReleasedKey = "RR0014.ReplaceLock";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0003", "RR0004", "RR0014");

    private protected override string FirstKey => NoRecheckKey;

    private protected override async Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken)
    {
        var isLeaking = rule == "RR0014";
        if (await PlanAsync(mark, site, isLeaking, cancellationToken).ConfigureAwait(false) is not { } replacement)
        {
            return ImmutableArray<SiteOffer>.Empty;
        }

        var name = replacement.Name;
        var flight = replacement.Plans.IsKeyed ? "SingleFlight" : "SessionFlight (one session per instance)";
        var title = replacement.Stays
            ? $"Guard '{name}' with {flight}, around its lock"
            : $"Replace the lock around '{name}' with {flight}";
        return One(title, rule + ".ReplaceLock", isLeaking);
    }

    private protected override bool VariantOf(FixAllContext context) =>
        context.CodeActionEquivalenceKey == NotReleasedKey || context.DiagnosticIds.All(id => id == "RR0014");

    private protected override async Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) =>
        await PlanAsync(mark, site, isLeaking: variant, cancellationToken).ConfigureAwait(false) is { } replacement
            ? replacement.Plans.Apply(fieldComments: replacement.FieldComments, returnsTask: !replacement.Stays)
            : null;

    // The flight is planned on the code as it is without the lock. A lock that leaks must not stay.
    internal static async Task<Replacement?> PlanAsync(MarkedSite mark, RefreshCallSite site, bool isLeaking,
        CancellationToken cancellationToken)
    {
        if (LockedCall(site, cancellationToken) is { } call)
        {
            mark = mark.MoveTo(site, call);
            site = (await mark.BindAsync(cancellationToken).ConfigureAwait(false))!;
        }

        if (!isLeaking && (site.Guard is null || site.Function?.Body.Span.Contains(site.Guard.Span) != true))
        {
            // The lock is another member's, around more than the refresh: it stays, and the flight goes inside.
            return New(site, default, stays: true) is { Plans.IsKeyed: true } inner ? inner : null;
        }

        return LockRemoval.Of(site, !isLeaking, cancellationToken) is { } removal
            && await mark.InPlaceOf(removal.Lock).BindAsync(
                await UsingDirectives.FinishAsync(removal.Document, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false) is { } bare
                ? New(bare, removal.FieldComments, removal.Stays)
                : null;

        Replacement? New(RefreshCallSite at, SyntaxTriviaList comments, bool stays)
        {
            // With a lock that stays, the whole member goes into the flight: behind the lock nobody would join.
            var plans = stays
                ? new FlightPlans(GuardPlan.For(at, cancellationToken), null, null, false)
                : FlightPlans.Of(at, cancellationToken);
            return plans is { Guard: null, Segment: null, Wrap: null or { Key: null } }
                ? null
                : new Replacement(plans, at.Function!.Name, comments, stays);
        }
    }

    /// <param name="Name">The function that is guarded.</param>
    /// <param name="FieldComments">The comments on the lock's field.</param>
    /// <param name="Stays">Whether the lock stays, with the flight around it.</param>
    internal sealed record Replacement(FlightPlans Plans, string Name, SyntaxTriviaList FieldComments, bool Stays);

    /// <summary>
    /// Where the lock is in a caller of the function that refreshes: the call under the lock, whose function is the one to guard.
    /// </summary>
    private static InvocationExpressionSyntax? LockedCall(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Guard is not { } guard
            || site.Function is not { } function
            || function.Body.Span.Contains(guard.Span)
            || EnclosingFunction.Of(guard, site.Model, cancellationToken) is not { } locking)
        {
            return null;
        }

        var calls = locking.OwnNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => call.SpanStart > guard.SpanStart
                && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(call, cancellationToken).Symbol?.OriginalDefinition,
                    function.Symbol.OriginalDefinition))
            .ToArray();
        return calls.Length == 1 ? calls[0] : null;
    }
}
