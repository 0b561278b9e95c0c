using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Values that tell a caller nothing: null, false, default, an empty text or list, a completed task, and tuples and tasks of them.</summary>
internal static class EmptyValues
{
    public static bool IsEmpty(IOperation value)
    {
        value = value.Unwrap();
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: var constant } } => constant is null or false or "",
            IDefaultValueOperation => true,
            IFieldReferenceOperation { Field: { Name: "Empty", IsStatic: true } } => true,
            IPropertyReferenceOperation { Property: { Name: "CompletedTask" or "Empty", IsStatic: true } } => true,
            IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" } } call => call.Arguments.All(argument => IsEmpty(argument.Value)),
            IInvocationOperation { TargetMethod: { Name: "Empty", IsStatic: true }, Arguments.Length: 0 } => true,
            IObjectCreationOperation { Type.Name: "ValueTask" } creation => creation.Arguments.All(argument => IsEmpty(argument.Value)),
            IObjectCreationOperation { Initializer: null } creation => creation.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue),
            ITupleOperation tuple => tuple.Elements.All(IsEmpty),
            _ => false,
        };
    }

    /// <summary>How a message names the value.</summary>
    public static string Describe(IOperation value)
    {
        value = value.Unwrap();
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: null } } => "null",
            { ConstantValue: { HasValue: true, Value: false } } => "false",
            IInvocationOperation { TargetMethod.Name: "FromResult", Arguments.Length: 1 } call => Describe(call.Arguments[0].Value),
            IDefaultValueOperation { Type: { IsReferenceType: true } } => "null",
            IDefaultValueOperation { Type.SpecialType: SpecialType.System_Boolean } => "false",
            IDefaultValueOperation => "default",
            _ => "an empty value",
        };
    }
}
