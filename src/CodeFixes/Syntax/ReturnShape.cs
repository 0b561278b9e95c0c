using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.CodeFixes.Syntax;

internal enum ReturnKind
{
    Void,
    Value,
    Task,
    TaskOfT,
    ValueTask,
    ValueTaskOfT,
}

/// <summary>What a method or call gives back, as far as a flight can give the same back.</summary>
/// <param name="Result">The value that callers get in the end; null where there is none.</param>
internal sealed record ReturnShape(ReturnKind Kind, ITypeSymbol? Result)
{
    // Type arguments nested deeper than this do not occur in code that people read.
    private const int MaxDepth = 6;

    // The member by which a result type says that it is a failure, and whether that member is true on failure.
    private static readonly ImmutableArray<(string Name, bool TrueOnFailure)> s_verdicts = ImmutableArray.Create(
        ("IsError", true), ("HasError", true), ("IsSuccess", false), ("IsSuccessful", false), ("Success", false), ("Succeeded", false));

    public bool IsAsync => Kind is not (ReturnKind.Void or ReturnKind.Value);

    public bool IsValueTask => Kind is ReturnKind.ValueTask or ReturnKind.ValueTaskOfT;

    /// <summary>Null for shapes that no flight has: by reference, by pointer, async streams, awaitables of other types.</summary>
    public static ReturnShape? Of(ITypeSymbol? type)
    {
        if (type is null or { TypeKind: TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic }
            or { IsRefLikeType: true } or { IsAnonymousType: true })
        {
            return null;
        }

        if (type.SpecialType == SpecialType.System_Void)
        {
            return new ReturnShape(ReturnKind.Void, null);
        }

        if (type is INamedTypeSymbol named && named.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks")
        {
            switch (named.MetadataName)
            {
                case "Task":
                    return new ReturnShape(ReturnKind.Task, null);
                case "ValueTask":
                    return new ReturnShape(ReturnKind.ValueTask, null);
                case "Task`1":
                    return named.TypeArguments[0].IsAnonymousType ? null : new ReturnShape(ReturnKind.TaskOfT, Annotated(named));
                case "ValueTask`1":
                    return named.TypeArguments[0].IsAnonymousType ? null : new ReturnShape(ReturnKind.ValueTaskOfT, Annotated(named));
            }
        }

        var awaitable = type.GetMembers("GetAwaiter").OfType<IMethodSymbol>().Any(method => method.Parameters.IsEmpty)
            || type.GetMembers("GetAsyncEnumerator").Length > 0
            || type.AllInterfaces.Append(type).Any(at => at.MetadataName is "IAsyncEnumerable`1" or "IAsyncEnumerator`1");
        return awaitable ? null : new ReturnShape(ReturnKind.Value, type);
    }

    /// <summary>
    /// Whether several callers can hold the result at once. A disposable one is disposed by the first, and a task inside a result hides
    /// its failure.
    /// </summary>
    public bool IsShareable => Result is null || !Holds(Result, IsOwned, 0);

    /// <summary>Whether the result is a sequence: it belongs to another operation than a renewal, and may be consumed once only.</summary>
    public bool IsSequence => Result is not null && Result.SpecialType != SpecialType.System_String
        && Result.AllInterfaces.Append(Result).Any(at => at.SpecialType == SpecialType.System_Collections_IEnumerable)
        && !IsTokensByName(Result);

    public bool Mentions(Func<ITypeSymbol, bool> test) => Result is not null && Holds(Result, test, 0);

    /// <summary>
    /// The lambda that tells a success from a failure that came as a value, e.g. <c>r => !r.IsError</c>; null where the type carries no
    /// such member.
    /// </summary>
    public string? RetainIf(bool patterns)
    {
        if (Result is not { } result || result.SpecialType != SpecialType.None)
        {
            return null;
        }

        foreach (var (name, trueOnFailure) in s_verdicts)
        {
            if (MemberOf(result, name) is not { SpecialType: SpecialType.System_Boolean })
            {
                continue;
            }

            if (result.NullableAnnotation == NullableAnnotation.Annotated && result.IsReferenceType)
            {
                return patterns
                    ? $"r => r is {{ {name}: {(trueOnFailure ? "false" : "true")} }}"
                    : $"r => r != null && {(trueOnFailure ? "!" : "")}r.{name}";
            }

            return $"r => {(trueOnFailure ? "!" : "")}r.{name}";
        }

        return null;
    }

    private static ITypeSymbol? MemberOf(ITypeSymbol type, string name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var member in at.GetMembers(name))
            {
                switch (member)
                {
                    case IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null } property:
                        return property.Type;
                    case IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } field:
                        return field.Type;
                }
            }
        }

        return type.TypeKind == TypeKind.Interface
            ? type.AllInterfaces.SelectMany(at => at.GetMembers(name)).OfType<IPropertySymbol>().FirstOrDefault()?.Type
            : null;
    }

    // Some clients give their tokens back as a dictionary of strings.
    private static bool IsTokensByName(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "IDictionary" or "IReadOnlyDictionary" or "Dictionary"
            or "ImmutableDictionary", TypeArguments: { Length: 2 } arguments }
                && arguments.All(argument => argument.SpecialType == SpecialType.System_String);

    private static ITypeSymbol Annotated(INamedTypeSymbol task) =>
        task.TypeArguments[0].WithNullableAnnotation(task.TypeArgumentNullableAnnotations[0]);

    private static bool IsOwned(ITypeSymbol type) =>
        type.AllInterfaces.Append(type)
            .Any(at => at.SpecialType == SpecialType.System_IDisposable
                || at.MetadataName == "IAsyncDisposable" && at.ContainingNamespace?.Name == "System")
        || type.Name is "Task" or "ValueTask"
        || type.AllInterfaces.Append(type)
            .Any(at => at.Name is "IActionResult" or "IResult"
                && at.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true)
        || type.Name == "ActionResult";

    private static bool Holds(ITypeSymbol type, Func<ITypeSymbol, bool> test, int depth) =>
        test(type)
        || depth < MaxDepth && type switch
        {
            INamedTypeSymbol named => named.TypeArguments.Any(argument => Holds(argument, test, depth + 1)),
            IArrayTypeSymbol array => Holds(array.ElementType, test, depth + 1),
            _ => false,
        };
}
