using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>The inputs of a refresh call besides its token, as parts of a key.</summary>
internal static class CallInputs
{
    /// <summary>
    /// Inputs of the call that vary and change its answer, also those that get into it through locals. Null where one varies that no key
    /// can hold.
    /// </summary>
    public static ImmutableArray<KeyPart>? Of(InvocationExpressionSyntax wrapped, FlightKey? key, RefreshCallSite site,
        CancellationToken cancellationToken)
    {
        var roots = new HashSet<string>(key?.Expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Select(name => name.Identifier.ValueText)
            ?? [], StringComparer.Ordinal);
        var body = site.Function?.Body ?? wrapped;
        var reach = RequestFlow.Of(Arguments(wrapped), body, roots);
        var answer = new ScopeKeyParts(reach, body, site.Model, cancellationToken);
        var (parts, seen) = (new List<KeyPart>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in reach.Reached.OfType<IdentifierNameSyntax>())
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is NameColonSyntax
                || site.Model.GetSymbolInfo(name, cancellationToken).Symbol is not IParameterSymbol parameter
                || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: not MethodKind.Constructor }
                || !IsAround(parameter, wrapped, cancellationToken)
                || InputNames.IsNoise(parameter.Name)
                || CancellationTypes.IsCancellation(parameter.Type)
                || !seen.Add(parameter.Name))
            {
                continue;
            }

            if (roots.Contains(parameter.Name) || !InputTypes.IsValueLike(parameter.Type) && answer.OfSequence(parameter) is null)
            {
                if (!roots.Contains(parameter.Name)
                    && InputNames.IsScopeName(parameter.Name)
                    && parameter.Type.AllInterfaces.Append(parameter.Type)
                        .Any(at => at.SpecialType == SpecialType.System_Collections_IEnumerable))
                {
                    return null;
                }

                parts.AddRange(InputTypes.IsServiceLike(parameter.Type) ? [] : answer.OfMembers(parameter));
            }
            else if (wrapped.Span.Contains(name.Span) || parameter.Type.SpecialType != SpecialType.System_Boolean)
            {
                parts.Add(answer.OfSequence(parameter) ?? KeyPart.Of(parameter));
            }
        }

        if (key is not null && site.Type is not null)
        {
            parts.AddRange(answer.OfInstance(site.Type));
        }

        return KeyPart.Distinct(parts).ToImmutableArray();
    }

    // Not the parameter of a lambda inside of the call.
    private static bool IsAround(IParameterSymbol parameter, SyntaxNode call, CancellationToken cancellationToken) =>
        parameter.ContainingSymbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == call.SyntaxTree
            && reference.GetSyntax(cancellationToken).Span.Contains(call.Span));

    /// <summary>The arguments of a call, and of the calls in front of it in its chain.</summary>
    public static IEnumerable<ArgumentSyntax> Arguments(InvocationExpressionSyntax call)
    {
        for (ExpressionSyntax? at = call; at is not null;)
        {
            switch (at)
            {
                case InvocationExpressionSyntax invocation:
                    foreach (var argument in invocation.ArgumentList.Arguments)
                    {
                        yield return argument;
                    }

                    at = invocation.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    at = access.Expression;
                    break;
                default:
                    yield break;
            }
        }
    }
}
