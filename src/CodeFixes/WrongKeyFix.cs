using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Editing;

namespace RefreshRace.CodeFixes;

/// <summary>RR0009: a flight that all users share under one constant is keyed by the refresh token that it presents.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongKeyFix))]
public sealed class WrongKeyFix : CodeFixProvider
{
    /// <summary>Key of the fix.</summary>
    public const string Key = "RR0009.KeyByToken";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0009");

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
                && WrongKey.Of(site, context.CancellationToken) is { } wrong)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Key the flight by '{wrong.Token}'", token => SiteFixAll.ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), false, Edit, token), Key),
                    diagnostic);
            }
        }
    }

    private static Task<Document?> Edit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken) =>
        Task.FromResult(WrongKey.Of(site, cancellationToken)?.Apply(site));
}
