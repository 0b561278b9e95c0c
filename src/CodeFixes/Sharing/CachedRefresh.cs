using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>
/// A refresh in the factory of <c>IMemoryCache.GetOrCreateAsync</c>, which runs once for each caller who finds nothing. The look into the
/// cache goes into a flight by the same key: whoever
/// comes later finds the entry, and the flight keeps nothing of its own.
/// </summary>
internal static class CachedRefresh
{
    /// <summary>Null where the key is a constant, or no value, or where the cached type must not be shared.</summary>
    public static async Task<WrapPlan?> PlanAsync(MarkedSite mark, RefreshCallSite reported, CancellationToken cancellationToken)
    {
        if (reported.Guard?.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault() is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetOrCreateAsync" } } look
            || await mark.MoveTo(reported, look).BindAsync(cancellationToken)
                .ConfigureAwait(false) is not { TypeDeclaration: not null, Call: { } call } site
            || call.ArgumentList.Arguments is not { Count: 2 } arguments || arguments.Any(argument => argument.NameColon is not null)
            || site.Model.GetConstantValue(arguments[0].Expression, cancellationToken).HasValue
            || site.Model.GetTypeInfo(arguments[0].Expression, cancellationToken).Type is not { } key || !InputTypes.IsKey(key)
            || arguments[0].Expression.DescendantNodesAndSelf()
                .Any(at => at is AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax or AssignmentExpressionSyntax)
            || arguments[1].Expression is not LambdaExpressionSyntax factory
            || ReturnShape.Of(site.Model.GetTypeInfo(call, cancellationToken).Type) is not { Kind: ReturnKind.TaskOfT,
                IsShareable: true } shape
            || FlightType.Of(site.Style.Text(key.WithNullableAnnotation(NullableAnnotation.None)), shape, true, site.Style,
                site.Model.Compilation) is not { } flight)
        {
            return null;
        }

        var callers = FlightCancellation.Of(factory.Body, site.Model, cancellationToken);
        return new WrapPlan(
            site,
            call,
            shape,
            new FlightKey(arguments[0].Expression, key, null, EmptyTest.None, ImmutableArray<IParameterSymbol>.Empty),
            ImmutableArray<KeyPart>.Empty,
            callers.Given.ToImmutableArray(),
            null,
            flight,
            true)
        { KeyName = "key" };
    }
}
