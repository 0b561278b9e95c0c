using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Small questions about operations that every room asks.</summary>
internal static class OperationExtensions
{
    /// <summary>The operation under conversions, parentheses, <c>await</c>, <c>ConfigureAwait</c>, <c>.Result</c>, <c>GetAwaiter().GetResult()</c> and null-forgiveness.</summary>
    public static IOperation Unwrap(this IOperation operation)
    {
        while (true)
        {
            var next = operation switch
            {
                IConversionOperation conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                IAwaitOperation awaited => awaited.Operation,
                IPropertyReferenceOperation { Property.Name: "Result", Instance: { Type.Name: "Task" or "ValueTask" } instance } => instance,
                IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" or "WaitAsync", Instance: { Type.Name: "Task" or "ValueTask" or "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" or "ConfiguredTaskAwaiter" } instance } => instance,
                _ => null,
            };
            if (next is null)
            {
                return operation;
            }

            operation = next;
        }
    }

    /// <summary>The operation with the conversions, parentheses, <c>await</c> and <c>ConfigureAwait</c> around it: what the code does something with.</summary>
    public static IOperation Whole(this IOperation operation)
    {
        while (operation.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            operation = operation.Parent;
        }

        return operation;
    }

    /// <summary>The method that runs the operation: the innermost lambda or local function around it, or null for the member's own code.</summary>
    public static IMethodSymbol? EnclosingFunction(this IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation local:
                    return local.Symbol;
            }
        }

        return null;
    }

    /// <summary>The value that a parameter of an invocation, object creation or indexer receives; null where it is not passed.</summary>
    public static IOperation? ArgumentFor(this IOperation call, IParameterSymbol parameter)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            IPropertyReferenceOperation property => property.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == parameter.Ordinal && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                return argument.Value;
            }
        }

        return null;
    }

    public static bool Contains(this IOperation ancestor, IOperation operation)
    {
        // What stands elsewhere in the text needs no walk.
        var span = ancestor.Syntax.Span;
        if (!span.Contains(operation.Syntax.Span))
        {
            return false;
        }

        for (var at = operation; at is not null && span.Contains(at.Syntax.Span); at = at.Parent)
        {
            if (at == ancestor)
            {
                return true;
            }
        }

        return false;
    }
}
