using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>
/// Inputs of a refresh beside its token for which a provider answers with other tokens: scopes, resources, an audience, a tenant. A caller
/// who asked for one must not be
/// handed what another one asked for, so they belong to the flight's key. The client is not looked for inside of objects: a token belongs
/// to one.
/// </summary>
internal sealed class ScopeKeyParts(RequestFlow reach, SyntaxNode body, SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>
    /// The part for a sequence of values (<c>string[] scopes</c>): its values in one string. Null where they are no values.
    /// </summary>
    public KeyPart? OfSequence(IParameterSymbol parameter) =>
        InputNames.IsScopeName(parameter.Name) && IsSequenceOfValues(parameter.Type)
            ? new KeyPart(KeyPart.NameFor(parameter.Name), Joined(parameter.Name, MayBeNull(parameter)), Text(MayBeNull(parameter)), null)
            : null;

    /// <summary>
    /// The parts that a parameter brings along in its members: those that the request takes from it, or all of them where it goes into the
    /// request as it is.
    /// </summary>
    public IEnumerable<KeyPart> OfMembers(IParameterSymbol parameter)
    {
        foreach (var expression in reach.Reached)
        {
            switch (expression)
            {
                case MemberAccessExpressionSyntax access when access.Parent is not (MemberAccessExpressionSyntax
                    or InvocationExpressionSyntax) && IsRead(access) && IsChainFrom(access, parameter)
                    && InputNames.IsScopeName(access.Name.Identifier.ValueText)
                    && model.GetSymbolInfo(access, cancellationToken).Symbol is (IPropertySymbol or IFieldSymbol) and var member:
                    if (Of(access.WithoutTrivia().ToString(), member, parameter) is { } part)
                    {
                        yield return part;
                    }

                    break;
                case IdentifierNameSyntax { Parent: ArgumentSyntax } whole when Is(whole, parameter):
                    foreach (var property in Properties(parameter.Type))
                    {
                        if (Of($"{parameter.Name}.{property.Name}", property, parameter) is { } carried)
                        {
                            yield return carried;
                        }
                    }

                    break;
            }
        }
    }

    /// <summary>The parts that the object itself holds: a static flight serves all objects of the type.</summary>
    public IEnumerable<KeyPart> OfInstance(INamedTypeSymbol type)
    {
        foreach (var expression in reach.Reached)
        {
            var name = expression as IdentifierNameSyntax
                ?? (expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax own }
                    ? own
                    : null);
            if (name is null
                || !InputNames.IsScopeName(name.Identifier.ValueText)
                || !IsRead(expression)
                || name.Parent is NameColonSyntax
                || name.Parent is MemberAccessExpressionSyntax && name == expression
                || model.GetSymbolInfo(name, cancellationToken).Symbol is not { IsStatic: false } symbol
                || !IsOf(symbol, type)
                || IsConstant(symbol)
                || Of(expression.WithoutTrivia().ToString(), symbol, null) is not { } part)
            {
                continue;
            }

            yield return part;
        }
    }

    private KeyPart? Of(string expression, ISymbol member, IParameterSymbol? root)
    {
        var (type, annotation) = member switch
        {
            IPropertySymbol property => (property.Type, property.NullableAnnotation),
            IFieldSymbol field => (field.Type, field.NullableAnnotation),
            IParameterSymbol parameter => (parameter.Type, parameter.NullableAnnotation),
            _ => (null!, NullableAnnotation.None),
        };
        var rootMayBeNull = root is not null && MayBeNull(root);
        var safe = rootMayBeNull ? root!.Name + "?" + expression.Substring(root.Name.Length) : expression;
        var mayBeNull = rootMayBeNull || annotation != NullableAnnotation.NotAnnotated;
        if (IsSequenceOfValues(type))
        {
            return new KeyPart(KeyPart.NameFor(member.Name), mayBeNull
                ? $"{safe} is null ? null : string.Join({Blank}, {expression})"
                : Joined(expression, false), Text(mayBeNull), null);
        }

        return !InputTypes.IsValueLike(type) || rootMayBeNull && type.IsValueType ? null
            : new KeyPart(KeyPart.NameFor(member.Name), safe, rootMayBeNull
                ? type.WithNullableAnnotation(NullableAnnotation.Annotated)
                : type.WithNullableAnnotation(annotation), null);
    }

    private static bool IsRead(ExpressionSyntax expression) =>
        !(expression.Parent is AssignmentExpressionSyntax assignment && assignment.Left == expression);

    private bool IsChainFrom(MemberAccessExpressionSyntax access, IParameterSymbol parameter) => access.Expression switch
    {
        IdentifierNameSyntax root => Is(root, parameter),
        MemberAccessExpressionSyntax inner => IsChainFrom(inner, parameter),
        _ => false,
    };

    private bool Is(IdentifierNameSyntax name, IParameterSymbol parameter) =>
        name.Identifier.ValueText == parameter.Name
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, parameter);

    private static bool IsOf(ISymbol symbol, INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol.ContainingType, at))
            {
                return symbol is IFieldSymbol or IPropertySymbol
                    || symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };
            }
        }

        return false;
    }

    // private readonly string _scope = "api"; is the same for all objects.
    private bool IsConstant(ISymbol symbol) => symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) switch
    {
        VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax { RawKind: (
            int)SyntaxKind.StringLiteralExpression } } field => symbol is IFieldSymbol { IsReadOnly: true }
            && field.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                .Any(set => Expressions.LastName(set.Left) == symbol.Name) == false,
        PropertyDeclarationSyntax { ExpressionBody.Expression: LiteralExpressionSyntax } => true,
        _ => false,
    };

    private static IEnumerable<IPropertySymbol> Properties(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (var property in at.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null }
                    && InputNames.IsScopeName(property.Name))
                {
                    yield return property;
                }
            }
        }
    }

    private static bool IsSequenceOfValues(ITypeSymbol type) => type.SpecialType != SpecialType.System_String && type switch
    {
        IArrayTypeSymbol array => InputTypes.IsValueLike(array.ElementType),
        _ =>
            type.AllInterfaces.Append(type).OfType<INamedTypeSymbol>()
                .FirstOrDefault(
                    at => at.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T) is { } sequence
            && !InputTypes.IsValueLike(type) && InputTypes.IsValueLike(sequence.TypeArguments[0]),
    };

    private bool MayBeNull(IParameterSymbol parameter) =>
        parameter.NullableAnnotation == NullableAnnotation.Annotated
            || parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: null }
            || EmptyTests.In(parameter.Name, body) != EmptyTest.None;

    // Older frameworks join by strings only.
    private string Blank =>
        model.Compilation.GetSpecialType(SpecialType.System_String).GetMembers("Join").OfType<IMethodSymbol>()
            .Any(join => join.Parameters[0].Type.SpecialType == SpecialType.System_Char) ? "' '" : "\" \"";

    private string Joined(string expression, bool mayBeNull) =>
        (mayBeNull ? expression + " is null ? null : " : "") + $"string.Join({Blank}, {expression})";

    private ITypeSymbol Text(bool mayBeNull) =>
        model.Compilation.GetSpecialType(SpecialType.System_String)
            .WithNullableAnnotation(mayBeNull ? NullableAnnotation.Annotated : NullableAnnotation.None);
}
