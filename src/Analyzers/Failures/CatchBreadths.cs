using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

internal static class CatchBreadths
{
    private const string Exception = "System.Exception";

    public static CatchBreadth Of(ICatchClauseOperation clause)
    {
        var byType = OfType(clause.ExceptionType);
        return clause.Filter is { } filter && byType is not (CatchBreadth.Cancellation or CatchBreadth.Narrow or CatchBreadth.Rejection) ? Filtered(byType, filter) : byType;
    }

    /// <summary>Whether the clause takes failures that say nothing about the session: a lost connection, an error of the server.</summary>
    public static bool TakesMoreThanRejections(ICatchClauseOperation clause) => Of(clause) >= CatchBreadth.Request;

    public static CatchBreadth OfType(ITypeSymbol? type)
    {
        switch (type?.Name)
        {
            case null or "Object" or "Exception" or "SystemException" or "AggregateException" or "ApplicationException":
                return type?.Name == "Exception" && type.ToDisplayString() != Exception ? CatchBreadth.Narrow : CatchBreadth.Everything;
            case "OperationCanceledException" or "TaskCanceledException":
                return CatchBreadth.Cancellation;
            case { } name when FailureVocabulary.IsRejectionException(name):
                return CatchBreadth.Rejection;
            case { } name when FailureVocabulary.IsNetworkException(name):
                return CatchBreadth.Network;
            case { } name when name.EndsWith("Exception", StringComparison.Ordinal) && !FailureVocabulary.Says(name, "json", "format", "argument", "invalidoperation") && FailureVocabulary.IsRequestException(name):
                return CatchBreadth.Request;
            default:
                return CatchBreadth.Narrow;
        }
    }

    /// <summary>Whether the operation asks for the server's word that the token is dead: an error code, a status of 400, an exception type made for it.</summary>
    public static bool TestsForRejection(IOperation condition)
    {
        foreach (var at in StatementOrder.Within(condition))
        {
            var found = at switch
            {
                ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => FailureVocabulary.SaysRejection(text),
                IFieldReferenceOperation field => FailureVocabulary.SaysRejection(field.Field.Name) || field.Field.Name == "BadRequest" || IsRejectionConstant(field),
                IPropertyReferenceOperation property => FailureVocabulary.SaysRejection(property.Property.Name),
                IInvocationOperation call => FailureVocabulary.SaysRejection(call.TargetMethod.Name),
                ILocalReferenceOperation local => FailureVocabulary.SaysRejection(local.Local.Name),
                IIsTypeOperation test => OfType(test.TypeOperand) == CatchBreadth.Rejection,
                ITypePatternOperation pattern => OfType(pattern.MatchedType) == CatchBreadth.Rejection,
                IDeclarationPatternOperation pattern => OfType(pattern.MatchedType) == CatchBreadth.Rejection,
                IRecursivePatternOperation pattern => OfType(pattern.MatchedType) == CatchBreadth.Rejection,
                _ => false,
            };
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRejectionConstant(IFieldReferenceOperation field) => field.ConstantValue is { HasValue: true, Value: string text } && FailureVocabulary.SaysRejection(text);

    private static CatchBreadth Filtered(CatchBreadth byType, IOperation filter)
    {
        if (TestsForRejection(filter) || MentionsStatus(filter))
        {
            return CatchBreadth.Rejection;
        }

        var types = StatementOrder.Within(filter).Select(TestedType).Where(type => type is not null).Select(OfType).ToList();
        var mentionsCancellation = StatementOrder.Within(filter).Any(at => at is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" });
        if (types.Count == 0)
        {
            return mentionsCancellation ? byType : CatchBreadth.Narrow;
        }

        if (types.All(type => type == CatchBreadth.Cancellation))
        {
            return IsNegated(filter) ? byType : CatchBreadth.Cancellation;
        }

        return IsNegated(filter) ? byType : types.Max();
    }

    private static bool MentionsStatus(IOperation filter) => StatementOrder.Within(filter).Any(at => at is IPropertyReferenceOperation { Property.Name: "StatusCode" or "Status" or "ErrorCode" or "Error" });

    private static bool IsNegated(IOperation filter) => StatementOrder.Within(filter).Any(at => at is INegatedPatternOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not });

    private static ITypeSymbol? TestedType(IOperation operation) => operation switch
    {
        IIsTypeOperation test => test.TypeOperand,
        ITypePatternOperation pattern => pattern.MatchedType,
        IDeclarationPatternOperation pattern => pattern.MatchedType,
        IRecursivePatternOperation { MatchedType: var type } pattern when !SymbolEqualityComparer.Default.Equals(type, pattern.InputType) => type,
        _ => null,
    };
}
