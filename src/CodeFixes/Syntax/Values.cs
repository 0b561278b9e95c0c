using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Judgements about expressions and types that keys and inputs share.</summary>
internal static class Values
{
    private static readonly string[] s_serviceSuffixes =
        ["Client", "Service", "Services", "Store", "Manager", "Repository", "Cache", "Factory", "Logger", "Provider", "Options", "Configuration", "Accessor", "Settings", "Config", "Storage", "Handler", "DbContext"];

    private static readonly string[] s_identities =
        ["user", "email", "account", "tenant", "client", "customer", "login", "realm", "audience", "authority", "issuer", "endpoint", "url", "uri", "host", "domain", "scheme"];

    private static readonly string[] s_scopes = ["scope", "resource", "audience", "tenant"];

    private static readonly string[] s_callerObjects = ["Context", "Request", "Response", "Message", "EventArgs", "Args", "Principal", "Identity", "Builder", "Scope"];

    private static readonly string[] s_noise = ["correlation", "requestid", "traceid", "operationid", "activityid", "useragent", "logprefix", "timeout"];

    /// <summary>Whether a name says refresh token.</summary>
    public static bool IsTokenName(string name)
    {
        var plain = name.Replace("_", "").ToLowerInvariant();
        return plain.Contains("refreshtoken") || plain.Contains("renewaltoken") || plain.Contains("renewtoken") || plain is "refresh" or "rt" or "reftoken";
    }

    /// <summary>Whether a property is the text of a token that a library has taken apart.</summary>
    public static bool IsTokenText(IPropertySymbol property) => (property.ContainingType.Name, property.Name) is ("JsonWebToken", "EncodedToken") or ("JwtSecurityToken", "RawData");

    /// <summary>Whether a name says whose session it is, or where it is kept: it is the same for every caller with the same token.</summary>
    public static bool IsIdentityName(string name)
    {
        var plain = name.ToLowerInvariant();
        return s_identities.Any(plain.Contains) || name.EndsWith("Id", StringComparison.Ordinal);
    }

    /// <summary>Whether a name says what the tokens are for: a provider gives others for another value of it.</summary>
    public static bool IsScopeName(string name) => s_scopes.Any(name.ToLowerInvariant().Contains);

    public static bool IsCancellationToken(ITypeSymbol? type) => type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>A cancellation token, or one that may be missing: <c>CancellationToken?</c>.</summary>
    public static bool IsCancellation(ITypeSymbol? type) => IsCancellationToken(type) || IsOptionalCancellation(type);

    /// <summary>An expression of such a type where a token is expected: one that may be missing is asked for its value.</summary>
    public static string AsCancellationToken(string expression, ITypeSymbol? type) => IsOptionalCancellation(type) ? expression + ".GetValueOrDefault()" : expression;

    /// <summary>Whether it must be asked for its value where a token is expected.</summary>
    public static bool IsOptionalCancellation(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional && IsCancellationToken(optional.TypeArguments[0]);

    /// <summary>Equal values are equal keys, in any two calls.</summary>
    public static bool IsValueLike(ITypeSymbol type) =>
        !IsCancellationToken(type) && IsComparable(type);

    private static bool IsComparable(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double) or SpecialType.System_DateTime
        || type.TypeKind == TypeKind.Enum
        || type is INamedTypeSymbol { IsRecord: true }
        || type is { Name: "Guid" or "Uri" or "DateTimeOffset" or "TimeSpan" or "StringValues", ContainingNamespace: not null }
        || type.IsValueType && type.AllInterfaces.Any(at => at.MetadataName == "IEquatable`1" && SymbolEqualityComparer.Default.Equals(at.TypeArguments[0], type));

    /// <summary>Types that do work for their user and carry no input of it.</summary>
    public static bool IsServiceLike(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Generic" or "System.Collections" or "System.Collections.Immutable" or "System")
        || s_serviceSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Types that hold what one caller brought along.</summary>
    public static bool IsCallerObject(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None || type.TypeKind is TypeKind.Delegate or TypeKind.Array or TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
        || s_callerObjects.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))
        || type.AllInterfaces.Append(type).Any(at => at.SpecialType == SpecialType.System_Collections_IEnumerable || at.Name == "IProgress");

    /// <summary>Inputs that follow a call around without changing its answer.</summary>
    public static bool IsNoise(string name) => s_noise.Any(word => name.ToLowerInvariant().Contains(word));

    /// <summary>Whether an expression is the literal <c>null</c> or <c>default</c>.</summary>
    public static bool IsNothing(ExpressionSyntax value) => Strip(value) is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression };

    /// <summary>Whether an expression is a member of the object by that name, with or without <c>this.</c>.</summary>
    public static bool IsMember(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax bare => bare.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own => own.Name.Identifier.ValueText == name,
        _ => false,
    };

    public static ExpressionSyntax Strip(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax inner when inner.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    expression = inner.Operand;
                    break;
                case CastExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                default:
                    return expression;
            }
        }
    }

    /// <summary>The last name of an expression: <c>RefreshToken</c> in <c>session.Tokens.RefreshToken</c>, <c>refresh_token</c> in <c>form["refresh_token"]</c>.</summary>
    public static string? LastName(ExpressionSyntax expression) => Strip(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax access => LastName(access.WhenNotNull),
        AwaitExpressionSyntax awaited => LastName(awaited.Expression),
        ElementAccessExpressionSyntax { ArgumentList.Arguments.Count: 1 } access when access.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax literal => literal.Token.ValueText,
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call when call.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax literal && IsTokenName(literal.Token.ValueText) => literal.Token.ValueText,
        InvocationExpressionSyntax { Expression: var called } => LastName(called),
        _ => null,
    };
}
