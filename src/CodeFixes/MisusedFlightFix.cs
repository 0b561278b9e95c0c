using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Editing;

namespace RefreshRace.CodeFixes;

/// <summary>RR0013, in the two forms that have one safe answer: a flight that is created per call becomes a static field, and a delegate that captured the caller's cancellation token takes the flight's.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MisusedFlightFix))]
public sealed class MisusedFlightFix : CodeFixProvider
{
    /// <summary>Key of both forms.</summary>
    public const string Key = "RR0013.Correct";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0013");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => SiteFixAll.Create(_ => false, Edit);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchHost.Answers(context, diagnostic, FixableDiagnosticIds, Key))
            {
                continue;
            }

            if (await MarkedSite.MarkAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } mark
                && await mark.BindAsync(context.CancellationToken).ConfigureAwait(false) is { } site
                && Title(site, context.CancellationToken) is { } title)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, token => SiteFixAll.ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), false, Edit, token), Key),
                    diagnostic);
            }
        }
    }

    private static string? Title(RefreshCallSite site, CancellationToken cancellationToken) =>
        FlightPerCall.Of(site, cancellationToken) is not null ? "Make the flight a static field"
        : CapturedToken.Of(site, cancellationToken) is not null ? "Use the flight's cancellation token"
        : null;

    private static Task<Document?> Edit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken) =>
        Task.FromResult(FlightPerCall.Of(site, cancellationToken)?.Apply(site) ?? CapturedToken.Of(site, cancellationToken)?.Apply(site));
}
