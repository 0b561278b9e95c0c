using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0014: awaits the task that takes a lock. Offered where the lock is of a kind that cannot be taken off for a flight, such as a
/// releaser's.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitLockFix))]
public sealed class AwaitLockFix : SiteFix
{
    /// <summary>Key of the fix.</summary>
    public const string Key = "RR0014.Await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0014");

    private protected override bool NeedsRuntime => false;

    private protected override string FirstKey => Key;

    private protected override async Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken) =>
        One(
            Taken(site, cancellationToken) is not null
                && await ReplaceLockFix.PlanAsync(mark, site, true, cancellationToken).ConfigureAwait(false) is null
                    ? "Await the lock"
                    : null,
            Key);

    private protected override async Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken)
    {
        if (Taken(site, cancellationToken) is not { } taken
            || await ReplaceLockFix.PlanAsync(mark, site, true, cancellationToken).ConfigureAwait(false) is not null)
        {
            return null;
        }

        var suffix = AwaitStyle.SuffixIn(EnclosingFunction.Of(taken, site.Model, cancellationToken)!, site.Model, cancellationToken);
        var task = SyntaxFactory.ParseExpression(taken.WithoutTrivia() + suffix);
        var awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(default, SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)), task)
                .WithTriviaFrom(taken);
        return site.Document.WithSyntaxRoot(site.Root.ReplaceNode(taken, awaited));
    }

    /// <summary>The call whose task is thrown away, in an async function; null where it is awaited, or stands where no await can.</summary>
    private static InvocationExpressionSyntax? Taken(RefreshCallSite site, CancellationToken cancellationToken)
    {
        var call = site.Guard?.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault()
            ?? site.Guard?.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is null
            || EnclosingFunction.Of(call, site.Model, cancellationToken) is not { LambdaBetween: null } function
            || !function.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || call.FirstAncestorOrSelf<LockStatementSyntax>() is not null
            || ReturnShape.Of(site.Model.GetTypeInfo(call, cancellationToken).Type) is not { IsAsync: true } shape)
        {
            return null;
        }

        var isDisposed = call.Parent is UsingStatementSyntax
            || call.Parent is EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Parent: UsingStatementSyntax
                or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } } };
        var releases = shape.Result?.AllInterfaces.Append(shape.Result).Any(at => at.SpecialType == SpecialType.System_IDisposable) == true;
        return call.Parent is ExpressionStatementSyntax || isDisposed && releases ? call : null;
    }
}
