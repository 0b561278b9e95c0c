using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Follows a caught exception out of its handler: into a log, which tells no caller, or anywhere else.</summary>
internal static class CaughtExceptionUses
{
    /// <summary>Whether a mention of the exception hands it to something other than a log: a result, an event, an error handler, a field.</summary>
    /// <param name="isPrinter">Whether a call of this compilation does no more with it than log it.</param>
    public static bool IsHandedOn(ILocalReferenceOperation use, Func<IInvocationOperation, bool> isPrinter)
    {
        for (IOperation at = use; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IInvocationOperation call when IsLog(call) || isPrinter(call):
                    return false;

                // A text is made of it: the question is where that goes.
                case IInvocationOperation { TargetMethod: { } method } call when method.ContainingType.SpecialType == SpecialType.System_String || method.Name is "ToString" or "GetType" or "Format" or "Concat" or "GetBaseException" || call.Instance == at:
                case IPropertyReferenceOperation or IFieldReferenceOperation or IInterpolationOperation or IInterpolatedStringOperation or IBinaryOperation or IConversionOperation or IArgumentOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalAccessOperation or IArrayInitializerOperation or IArrayCreationOperation or IAwaitOperation:
                    continue;

                case IInvocationOperation or IObjectCreationOperation or IReturnOperation:
                    return true;

                case IAssignmentOperation assignment:
                    return assignment.Value == at;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return LocalIsHandedOn(declarator, isPrinter);

                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a value ends in a log call.</summary>
    public static bool IsLogged(IOperation use)
    {
        for (var at = use.Parent; at is not null and not IBlockOperation; at = at.Parent)
        {
            if (at is IInvocationOperation call && IsLog(call))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A call that writes to a log, a console, a trace or telemetry.</summary>
    public static bool IsLog(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var receiver = call.Instance?.Type?.Name ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value.Unwrap().Type?.Name : null) ?? "";
        return FailureVocabulary.ReportsToExceptionless(method.Name)
            || FailureVocabulary.IsLogType(receiver)
            || FailureVocabulary.IsLogType(method.ContainingType?.Name ?? "")
            || FailureVocabulary.IsLogType(NameOf(call.Instance))
            || IsBrowserConsole(call)
            || (FailureVocabulary.IsLogVerb(method.Name) && method.ReturnsVoid && !FailureVocabulary.Tells(StripLogVerb(method.Name)));
    }

    // js.InvokeVoidAsync("console.warn", …): the console of the browser.
    private static bool IsBrowserConsole(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string function }
            && function.StartsWith("console.", StringComparison.Ordinal));

    private static string StripLogVerb(string name) => name.StartsWith("Log", StringComparison.Ordinal) || name.StartsWith("Write", StringComparison.Ordinal) || name.StartsWith("Track", StringComparison.Ordinal) || name.StartsWith("Capture", StringComparison.Ordinal) || name.StartsWith("Record", StringComparison.Ordinal) || name is "Error" or "Exception" ? "" : name;

    private static string NameOf(IOperation? receiver) => receiver?.Unwrap() switch
    {
        IFieldReferenceOperation field => field.Field.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => "",
    };

    private static bool LocalIsHandedOn(IVariableDeclaratorOperation declarator, Func<IInvocationOperation, bool> isPrinter)
    {
        IOperation scope = declarator;
        while (scope.Parent is not null and not ICatchClauseOperation)
        {
            scope = scope.Parent;
        }

        return StatementOrder.Within(scope).Any(at => at is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol) && IsHandedOn(local, isPrinter));
    }
}
