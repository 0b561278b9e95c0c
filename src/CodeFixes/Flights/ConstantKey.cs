using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// A keyed flight whose key is a constant, while its delegate presents a token that the code around it has:
/// <c>s_flight.RunAsync("refresh", (_, ct) => RedeemAsync(refreshToken, ct))</c>.
/// </summary>
/// <param name="Key">The argument that is the constant.</param>
/// <param name="Token">The refresh token, as it can be read where the flight is started.</param>
internal sealed record ConstantKey(ArgumentSyntax Key, LambdaExpressionSyntax Lambda, ParameterSyntax Own, ExpressionSyntax Token)
{
    /// <summary>Null where no token of the key's type is known outside of the delegate, or where it may be missing.</summary>
    public static ConstantKey? Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (FlightRun.Of(site) is not { ArgumentList.Arguments: { Count: > 1 } arguments } run
            || site.Model.GetSymbolInfo(run,
                cancellationToken).Symbol is not IMethodSymbol { ContainingType: { Name: "SingleFlight",
                    ContainingNamespace.Name: "RefreshRace" }, Parameters: { Length: > 1 } parameters }
            || arguments[0].NameColon is not null || !site.Model.GetConstantValue(arguments[0].Expression, cancellationToken).HasValue
            || arguments[1].Expression is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 2 } own } lambda
            || !lambda.Span.Contains(site.Call.Span))
        {
            return null;
        }

        var finder = new KeyFinder(site.Model, cancellationToken);
        foreach (var candidate in finder.Presented(site.Call, site.Tokens, site.Function))
        {
            if (Expressions.Strip(candidate) is IdentifierNameSyntax or MemberAccessExpressionSyntax
                && finder.IsInScope(Expressions.Strip(candidate), run)
                && !Writes.Changes(lambda.Body.DescendantNodesAndSelf()
                    .Where(node => node.SpanStart < site.Call.SpanStart), Expressions.Strip(candidate))
                && site.Model.GetTypeInfo(candidate, cancellationToken) is { Type: { } type,
                    Nullability.FlowState: not NullableFlowState.MaybeNull }
                && SymbolEqualityComparer.Default.Equals(type, parameters[0].Type))
            {
                return new ConstantKey(arguments[0], lambda, own[0], Expressions.Strip(candidate));
            }
        }

        return null;
    }

    public Document? Apply(RefreshCallSite site)
    {
        var uses = ValueReads.Of(Token, Lambda.Body, site.Call, site.Model, default);
        var old = Own.Identifier.ValueText;
        var name = uses.Length > 0 && old.All(letter => letter == '_') ? UniqueNames.Local("token", Lambda) : old;
        var changed = ImpliedNames.Replace(site.Root, uses.Cast<SyntaxNode>().Append(Own).Append(Key.Expression), (node, now) =>
            node == Own ? Own.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(Own.Identifier))
            : node == Key.Expression ? Token.WithTriviaFrom(now)
            : SyntaxFactory.IdentifierName(name).WithTriviaFrom(now));
        return Comments.AreKept(site.Root, changed) ? site.Document.WithSyntaxRoot(changed) : null;
    }
}
