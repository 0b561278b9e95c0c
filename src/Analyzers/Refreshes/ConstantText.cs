using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>The constant texts that an operation can have: literals, constants of any type, enumeration members, read-only fields and get-only properties with a literal.</summary>
internal static class ConstantText
{
    /// <summary>Stands in a rendered text where the value is not known.</summary>
    public const char Hole = '\uFFFC';

    private const int MaxDepth = 12;

    /// <summary>All texts that the value may have, through conditional, coalescing and switch expressions; empty where it is not constant.</summary>
    public static ImmutableArray<string> Of(IOperation? operation)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        Collect(operation, texts, 0);
        return texts.ToImmutable();
    }

    /// <summary>The text of a string expression, with <see cref="Hole"/> for what is not constant; null where nothing of it is.</summary>
    public static string? Render(IOperation operation, Action<IOperation, string> hole)
    {
        var text = Render(operation, hole, 0, "");
        return text is null || text.All(letter => letter == Hole) ? null : text;
    }

    private static void Collect(IOperation? operation, ImmutableArray<string>.Builder texts, int depth)
    {
        if (operation is null || depth > MaxDepth)
        {
            return;
        }

        operation = operation.Unwrap();
        if (operation.ConstantValue is { HasValue: true, Value: string constant })
        {
            texts.Add(constant);
            return;
        }

        switch (operation)
        {
            case IConditionalOperation choice:
                Collect(choice.WhenTrue, texts, depth + 1);
                Collect(choice.WhenFalse, texts, depth + 1);
                break;
            case ICoalesceOperation coalesce:
                Collect(coalesce.Value, texts, depth + 1);
                Collect(coalesce.WhenNull, texts, depth + 1);
                break;
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    Collect(arm.Value, texts, depth + 1);
                }

                break;
            case IInvocationOperation { TargetMethod.Name: "ToString" or "ToLower" or "ToLowerInvariant" or "GetDescription" or "ToEnumString" or "GetEnumMemberValue", Instance: { } instance }:
                Collect(instance, texts, depth + 1);
                break;
            case IInvocationOperation { TargetMethod: { IsStatic: true, Name: "UrlEncode" or "EscapeDataString" or "Create" or "From" }, Arguments: { Length: 1 } arguments }:
                Collect(arguments[0].Value, texts, depth + 1);
                break;
            case IObjectCreationOperation { Arguments: { Length: 1 } arguments, Initializer: null }:
                // new StringValues("refresh_token"), new GrantType("refresh_token").
                Collect(arguments[0].Value, texts, depth + 1);
                break;
            case IFieldReferenceOperation field:
                AddMember(field.Field, texts);
                break;
            case IPropertyReferenceOperation { Property.IsStatic: true } property:
                AddMember(property.Property, texts);
                break;
        }
    }

    private static void AddMember(ISymbol member, ImmutableArray<string>.Builder texts)
    {
        if (member is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum })
        {
            texts.Add(EnumText(member));
            return;
        }

        var (isStatic, isReadOnly) = member switch
        {
            IFieldSymbol field => (field.IsStatic, field.IsReadOnly),
            IPropertySymbol property => (property.IsStatic, property.IsReadOnly),
            _ => (false, false),
        };
        if (!isReadOnly)
        {
            return;
        }

        if (LiteralOf(member) is { } literal)
        {
            texts.Add(literal);
        }
        else if (isStatic && member.DeclaringSyntaxReferences.IsEmpty)
        {
            // A static of a library has no text that the compiler sees; OpenIdConnectGrantTypes.RefreshToken says by its name what it is.
            texts.Add(member.Name);
        }
    }

    // An enumeration member is sent by its name or by the text of an attribute such as [EnumMember(Value = "refresh_token")].
    private static string EnumText(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.Value)))
            {
                if (argument is { Kind: TypedConstantKind.Primitive, Value: string text } && Vocabulary.Plain(text) == "refreshtoken")
                {
                    return text;
                }
            }
        }

        return member.Name;
    }

    /// <summary>The literal that a field or property is initialised with or returns, read from syntax, so that it works for referenced projects as well.</summary>
    public static string? LiteralOf(ISymbol member)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: { } initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: { } initial } => initial,
                PropertyDeclarationSyntax { ExpressionBody.Expression: { } returned } => returned,
                PropertyDeclarationSyntax { AccessorList.Accessors: { Count: > 0 } accessors } => Returned(accessors[0]),
                _ => null,
            };
            switch (value)
            {
                case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal:
                    return literal.Token.ValueText;
                case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
                    when arguments.Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>().FirstOrDefault(literal => literal.IsKind(SyntaxKind.StringLiteralExpression)) is { } first:
                    return first.Token.ValueText;
            }
        }

        return null;
    }

    private static ExpressionSyntax? Returned(AccessorDeclarationSyntax accessor) =>
        !accessor.IsKind(SyntaxKind.GetAccessorDeclaration) ? null
        : accessor.ExpressionBody is { } arrow ? arrow.Expression
        : accessor.Body?.Statements is { Count: 1 } statements && statements[0] is ReturnStatementSyntax { Expression: { } returned } ? returned
        : null;

    private static string? Render(IOperation operation, Action<IOperation, string> hole, int depth, string before)
    {
        operation = operation.Unwrap();
        if (depth > MaxDepth)
        {
            return null;
        }

        if (operation.ConstantValue is { HasValue: true, Value: { } constant })
        {
            return constant as string ?? constant.ToString();
        }

        switch (operation)
        {
            case IInterpolatedStringOperation interpolated:
                var parts = "";
                foreach (var part in interpolated.Parts)
                {
                    parts += part switch
                    {
                        IInterpolatedStringTextOperation text => text.Text.ConstantValue is { HasValue: true, Value: string value } ? value : "",
                        IInterpolationOperation filled => Render(filled.Expression, hole, depth + 1, before + parts),
                        _ => "",
                    };
                }

                return parts;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                var left = Render(sum.LeftOperand, hole, depth + 1, before);
                return left + Render(sum.RightOperand, hole, depth + 1, before + left);
            case IInvocationOperation { TargetMethod: { Name: "Format", ContainingType.SpecialType: SpecialType.System_String } } format:
                return RenderFormat(format, hole, depth, before);
            case IInvocationOperation { TargetMethod: { Name: "Concat", ContainingType.SpecialType: SpecialType.System_String } } concat:
                var all = "";
                foreach (var argument in concat.Arguments.SelectMany(argument => Elements(argument.Value)))
                {
                    all += Render(argument, hole, depth + 1, before + all);
                }

                return all;
            case IConditionalOperation or ICoalesceOperation or IFieldReferenceOperation or IPropertyReferenceOperation when Of(operation) is { Length: > 0 } texts:
                return texts[0];
            default:
                hole(operation, before);
                return Hole.ToString();
        }
    }

    private static string? RenderFormat(IInvocationOperation format, Action<IOperation, string> hole, int depth, string before)
    {
        var arguments = format.Arguments.Where(argument => argument.Parameter?.Name != "provider").ToList();
        if (arguments.Count == 0 || Of(arguments[0].Value) is not { Length: > 0 } formats)
        {
            return null;
        }

        var text = formats[0];
        var values = arguments.Skip(1).SelectMany(argument => Elements(argument.Value)).ToList();
        for (var index = 0; index < values.Count && index < 20; index++)
        {
            var place = text.IndexOf("{" + index + "}", StringComparison.Ordinal);
            if (place >= 0)
            {
                text = text.Replace("{" + index + "}", Render(values[index], hole, depth + 1, before + text.Substring(0, place)) ?? Hole.ToString());
            }
        }

        return text;
    }

    // Since .NET 9 the arguments of a long format are a span, not an array.
    private static IEnumerable<IOperation> Elements(IOperation value) => value.Unwrap() switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        { Kind: CompilerKinds.CollectionExpression } collection => collection.ChildOperations,
        _ => [value],
    };
}
