using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>What a function's answer depends on besides the session: whether one caller's run can answer all.</summary>
/// <param name="Cancellation">The caller's token; null where there is none.</param>
/// <param name="Extra">Inputs of the refresh that change its answer (scope, resource, tenant …): they belong to the key.</param>
internal sealed record FunctionInputs(IParameterSymbol? Cancellation, ImmutableArray<KeyPart> Extra)
{
    /// <summary>
    /// Null where a run for one caller would not do for another: it works on the caller's own objects, or has input that no key can hold.
    /// </summary>
    public static FunctionInputs? Of(EnclosingFunction function, FlightKey? key, ExpressionSyntax call, SemanticModel model,
        CancellationToken cancellationToken)
    {
        IParameterSymbol? cancellation = null;
        var extra = new List<KeyPart>();
        var reach = RequestFlow.Of([call], function.Body);
        var parts = new ScopeKeyParts(reach, function.Body, model, cancellationToken);
        foreach (var parameter in function.Symbol.Parameters)
        {
            if (parameter.RefKind != RefKind.None
                || parameter.Type.IsRefLikeType
                || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Delegate or TypeKind.Error)
            {
                return null;
            }

            if (CancellationTypes.IsCancellation(parameter.Type))
            {
                if (cancellation is not null)
                {
                    return null;
                }

                cancellation = parameter;
            }
            else if (SymbolEqualityComparer.Default.Equals(parameter, key?.Parameter) || InputNames.IsNoise(parameter.Name))
            {
            }
            else if (key is not null && key.Roots.Contains(parameter, SymbolEqualityComparer.Default))
            {
                if (!InputTypes.IsServiceLike(parameter.Type)
                    && WorksOn(parameter, function, model, cancellationToken)
                    && !ParameterReplacement.Is(parameter, function, model, cancellationToken))
                {
                    return null;
                }

                extra.AddRange(parts.OfMembers(parameter));
            }
            else if (InputTypes.IsServiceLike(parameter.Type))
            {
                // Settings are the same for all callers.
            }
            else if (InputTypes.IsValueLike(parameter.Type)
                && (!IsSwitch(parameter.Type) || InputNames.IsScopeName(parameter.Name) && reach.Names.Contains(parameter.Name))
                && key is not null
                && (InputNames.IsIdentityName(parameter.Name) || reach.Names.Contains(parameter.Name)))
            {
                extra.Add(KeyPart.Of(parameter));
            }
            else if (key is not null && parts.OfSequence(parameter) is { } sequence)
            {
                extra.Add(sequence);
            }
            else if (key is not null
                && parameter.Type.IsReferenceType
                && !InputTypes.IsCallerObject(parameter.Type)
                && !WorksOn(parameter, function, model, cancellationToken))
            {
                // An object that is only read says where the provider is and how to talk to it: but for its scopes the same token gets the
                // same answer.
                extra.AddRange(parts.OfMembers(parameter));
            }
            else
            {
                return null;
            }
        }

        // Without a key there is no place for them.
        return key is null && extra.Count > 0 ? null : new FunctionInputs(cancellation, KeyPart.Distinct(extra).ToImmutableArray());
    }

    /// <summary>With what the object of the function holds besides: for a flight that serves all objects of the type.</summary>
    public FunctionInputs WithInstance(EnclosingFunction function, ExpressionSyntax call, SemanticModel model,
        CancellationToken cancellationToken) =>
        this with { Extra = KeyPart.Distinct(
            Extra.Concat(new ScopeKeyParts(RequestFlow.Of([call], function.Body), function.Body, model, cancellationToken)
                .OfInstance(function.Symbol.ContainingType))).ToImmutableArray() };

    // A flag that is part of the key would let two callers with one token refresh side by side; one that says whether to ask for a
    // resource changes the answer.
    private static bool IsSwitch(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
            || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
                && nullable.TypeArguments[0].SpecialType == SpecialType.System_Boolean;

    // Whether the function changes the object of this caller: others who join would keep theirs as it was.
    private static bool WorksOn(IParameterSymbol parameter, EnclosingFunction function, SemanticModel model,
        CancellationToken cancellationToken)
    {
        var nodes = function.Body.DescendantNodes().ToArray();
        return Writes.Targets(nodes)
            .Any(target => target is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax && StartsFrom(target, parameter.Name))
            || nodes.OfType<InvocationExpressionSyntax>()
                .Any(call => call.Expression is MemberAccessExpressionSyntax receiver && StartsFrom(receiver.Expression, parameter.Name)
                && ReturnShape.Of(model.GetTypeInfo(call, cancellationToken).Type) is { Result: null });
    }

    private static bool StartsFrom(ExpressionSyntax expression, string name)
    {
        while (true)
        {
            switch (Expressions.Strip(expression))
            {
                case IdentifierNameSyntax identifier:
                    return identifier.Identifier.ValueText == name;
                case MemberAccessExpressionSyntax access:
                    expression = access.Expression;
                    break;
                case ElementAccessExpressionSyntax access:
                    expression = access.Expression;
                    break;
                case InvocationExpressionSyntax call:
                    expression = call.Expression;
                    break;
                default:
                    return false;
            }
        }
    }
}
