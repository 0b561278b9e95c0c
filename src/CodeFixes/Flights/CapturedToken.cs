using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>A flight's delegate that runs on the cancellation token of the caller who started it.</summary>
/// <param name="Own">The delegate's own token, which it ignores.</param>
/// <param name="Uses">Where the caller's token stands in its place.</param>
internal sealed record CapturedToken(LambdaExpressionSyntax Lambda, ParameterSyntax Own, IdentifierNameSyntax[] Uses)
{
    public static CapturedToken? Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (FlightRun.Of(site) is not { } run
            || run.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>()
                .FirstOrDefault() is not { } lambda
            || site.Model.GetSymbolInfo(lambda, cancellationToken).Symbol is not IMethodSymbol { Parameters.Length: > 0 } method)
        {
            return null;
        }

        var own = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter,
            ParenthesizedLambdaExpressionSyntax several => several.ParameterList.Parameters.LastOrDefault(),
            _ => null,
        };
        var symbol = method.Parameters[method.Parameters.Length - 1];
        if (own is null || !CancellationTypes.IsCancellationToken(symbol.Type))
        {
            return null;
        }

        var uses = lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Where(name => site.Model.GetSymbolInfo(name, cancellationToken).Symbol is IParameterSymbol parameter
                && CancellationTypes.IsCancellationToken(parameter.Type)
                && !lambda.Span.Contains(parameter.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default))
            .ToArray();
        // In a lambda within, its name may be another's.
        return uses.Length > 0
            && uses.All(use => own.Identifier.ValueText.All(letter => letter == '_')
                || SymbolEqualityComparer.Default.Equals(site.Model.LookupSymbols(use.SpanStart, name: own.Identifier.ValueText)
                    .FirstOrDefault(), symbol))
            && uses.All(use => use.Parent is ArgumentSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfCancellationRequested" or "IsCancellationRequested" })
            ? new CapturedToken(lambda, own, uses)
            : null;
    }

    public Document Apply(RefreshCallSite site)
    {
        var old = Own.Identifier.ValueText;
        var name = old.All(letter => letter == '_') ? UniqueNames.Local("flightToken", Lambda) : old;
        var changed = site.Root.ReplaceNodes(Uses.Cast<SyntaxNode>().Append(Own), (node, now) =>
            node == Own
                ? Own.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(Own.Identifier))
                : SyntaxFactory.IdentifierName(name).WithTriviaFrom(now));
        return site.Document.WithSyntaxRoot(changed);
    }
}
