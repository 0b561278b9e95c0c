using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Editing;

/// <summary>What a function's answer depends on besides the session: whether one caller's run can answer all.</summary>
/// <param name="Cancellation">The caller's token; null where there is none.</param>
/// <param name="Extra">Inputs of the refresh that change its answer (scope, resource, tenant …): they belong to the key.</param>
internal sealed record FunctionInputs(IParameterSymbol? Cancellation, ImmutableArray<IParameterSymbol> Extra)
{
    // Values pass through a few locals on their way into a request, not through this many.
    private const int MaxRounds = 12;

    /// <summary>Null where a run for one caller would not do for another: it works on the caller's own objects, or has input that no key can hold.</summary>
    public static FunctionInputs? Of(EnclosingFunction function, FlightKey? key, ExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        IParameterSymbol? cancellation = null;
        var extra = ImmutableArray.CreateBuilder<IParameterSymbol>();
        HashSet<string>? reaching = null;
        foreach (var parameter in function.Symbol.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Delegate or TypeKind.Error)
            {
                return null;
            }

            if (Values.IsCancellationToken(parameter.Type))
            {
                if (cancellation is not null)
                {
                    return null;
                }

                cancellation = parameter;
            }
            else if (SymbolEqualityComparer.Default.Equals(parameter, key?.Parameter) || Values.IsNoise(parameter.Name))
            {
            }
            else if (key is not null && key.Roots.Contains(parameter, SymbolEqualityComparer.Default))
            {
                if (!Values.IsServiceLike(parameter.Type) && WorksOn(parameter, function, model, cancellationToken))
                {
                    return null;
                }
            }
            else if (Values.IsServiceLike(parameter.Type))
            {
            }
            else if (Values.IsValueLike(parameter.Type) && !IsSwitch(parameter.Type) && key is not null
                && (Values.IsIdentityName(parameter.Name) || (reaching ??= NamesReaching(call, function)).Contains(parameter.Name)))
            {
                extra.Add(parameter);
            }
            else if (key is not null && parameter.Type.IsReferenceType && !Values.IsCallerObject(parameter.Type) && !WorksOn(parameter, function, model, cancellationToken))
            {
                // An object that is only read says where the provider is and how to talk to it: the same token gets the same answer.
            }
            else
            {
                return null;
            }
        }

        return new FunctionInputs(cancellation, extra.ToImmutable());
    }

    // A flag that is part of the key would let two callers with one token refresh side by side.
    private static bool IsSwitch(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && nullable.TypeArguments[0].SpecialType == SpecialType.System_Boolean;

    // Whether the function changes the object of this caller: others who join would keep theirs as it was.
    private static bool WorksOn(IParameterSymbol parameter, EnclosingFunction function, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var node in function.Body.DescendantNodes())
        {
            switch (node)
            {
                case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax or ElementAccessExpressionSyntax } assignment when StartsFrom(assignment.Left, parameter.Name):
                    return true;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax receiver } call when StartsFrom(receiver.Expression, parameter.Name)
                    && ReturnShape.Of(model.GetTypeInfo(call, cancellationToken).Type) is { Result: null }:
                    return true;
            }
        }

        return false;
    }

    private static bool StartsFrom(ExpressionSyntax expression, string name)
    {
        while (true)
        {
            switch (Values.Strip(expression))
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

    /// <summary>Names whose values reach the call: those in it, and those in whatever the locals in it are made of.</summary>
    private static HashSet<string> NamesReaching(ExpressionSyntax call, EnclosingFunction function)
    {
        var names = NamesIn(call);
        var sources = new List<(string Target, HashSet<string> From)>();
        foreach (var node in function.Body.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer: { } initializer } declarator:
                    sources.Add((declarator.Identifier.ValueText, NamesIn(initializer)));
                    break;
                case AssignmentExpressionSyntax assignment when RootName(assignment.Left) is { } target:
                    sources.Add((target, NamesIn(assignment)));
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } } added:
                    sources.Add((receiver.Identifier.ValueText, NamesIn(added.ArgumentList)));
                    break;
            }
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var before = names.Count;
            foreach (var (target, from) in sources)
            {
                if (names.Contains(target))
                {
                    names.UnionWith(from);
                }
            }

            if (names.Count == before)
            {
                break;
            }
        }

        return names;
    }

    private static string? RootName(ExpressionSyntax expression) => Values.Strip(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => RootName(access.Expression),
        ElementAccessExpressionSyntax access => RootName(access.Expression),
        _ => null,
    };

    private static HashSet<string> NamesIn(SyntaxNode node) => new(node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText), StringComparer.Ordinal);
}
