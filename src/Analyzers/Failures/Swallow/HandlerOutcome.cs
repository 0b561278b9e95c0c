using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>What a handler of a failure leaves for the callers.</summary>
/// <param name="Swallows">Whether no caller learns of the failure, or of its reason.</param>
/// <param name="Detail">What it does instead, for the message.</param>
/// <param name="IsLogged">Whether the cause is written to a log: the exception, or what the answer says.</param>
/// <param name="IsDoubtful">Whether what follows may still tell: another way is tried, and its failure is thrown.</param>
/// <param name="SignsIn">Whether what follows has the user sign in anew.</param>
/// <param name="HasOtherWay">Whether what follows gets tokens in another way, which a failure that went on would never reach.</param>
internal readonly record struct HandlerOutcome(bool Swallows, string Detail, bool IsLogged = false, bool IsDoubtful = false, bool SignsIn = false, bool HasOtherWay = false)
{
    private static readonly HandlerOutcome Told = new(false, "");

    /// <param name="result">The values that hold the failed answer; null in a catch.</param>
    public static HandlerOutcome Of(FailedPlace at, ResultFlow? result, ExceptionPrinters printers, CancellationToken cancellationToken)
    {
        var own = at.Parts.SelectMany(StatementOrder.Within).ToList();
        if (own.Any(part => Tells(part) && !IsPrinter(part)) || own.Any(part => IsHandedOn(part)))
        {
            return Told;
        }

        var isLogged = own.Any(part => IsCause(part, at.Caught, result) && CaughtExceptionUses.IsLogged(part));
        var returned = own.OfType<IReturnOperation>().Where(part => part.Kind == OperationKind.Return && !(part.IsImplicit && part.ReturnedValue is null)).ToList();
        var details = returned.Select(part => Describe(part.ReturnedValue, own, at.Attempt, result)).ToList();
        if (details.Contains(null))
        {
            return Told;
        }

        var completed = own.OfType<IInvocationOperation>().FirstOrDefault(IsCompletion);
        if (!at.Parts.IsEmpty && at.Parts.Any(StatementOrder.LeavesFunction))
        {
            return new HandlerOutcome(details.Count > 0, details.FirstOrDefault() ?? "", isLogged, SignsIn: own.Any(IsSignIn));
        }

        if (GoesOn(at, own, result) is not { } detail)
        {
            return Told;
        }

        var later = StatementOrder.After(at.Place).SelectMany(StatementOrder.Within).ToList();
        var signsIn = own.Concat(later).Any(IsSignIn);
        return new HandlerOutcome(
            true,
            completed is not null ? "completes the shared task with a value" : details.FirstOrDefault() ?? detail,
            isLogged,
            IsDoubtful: signsIn || (isLogged && later.Any(part => part is IThrowOperation)),
            SignsIn: signsIn,
            HasOtherWay: signsIn || later.Any(IsOtherGrant));

        bool IsPrinter(IOperation part) => part is IInvocationOperation call && printers.IsOne(call, cancellationToken);

        bool IsHandedOn(IOperation part) => at.Caught is { } caught && part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, caught)
            && CaughtExceptionUses.IsHandedOn(local, call => printers.IsOne(call, cancellationToken));
    }

    /// <summary>The handler's end is reached: what follows either notices that nothing came back, or goes on as before.</summary>
    private static string? GoesOn(FailedPlace failed, List<IOperation> own, ResultFlow? result)
    {
        var (place, attempt) = (failed.Place, failed.Attempt);
        var written = WrittenIn(attempt).Concat(own.SelectMany(WrittenBy)).ToImmutableHashSet(SymbolEqualityComparer.Default);
        string? last = null;
        foreach (var statement in StatementOrder.After(place))
        {
            foreach (var at in StatementOrder.Within(statement))
            {
                switch (at)
                {
                    case IThrowOperation when IsDecidedBy(at, statement, written):
                    case IInvocationOperation call when Tells(call) && IsDecidedBy(at, statement, written):
                        return null;
                    case IReturnOperation { ReturnedValue: { } value } when IsDecidedBy(at, statement, written):
                        var described = Describe(value, own, attempt, result);
                        if (described is null && (IsAnswer(value) || IsWholeAnswer(value, result) || RefusedAnswers.IsOne(value, failed.Call)))
                        {
                            return null;
                        }

                        last = described ?? last;
                        break;
                }
            }
        }

        return last ?? "goes on as if it had succeeded";
    }

    // Runs in any case, or because of something that the attempt wrote.
    private static bool IsDecidedBy(IOperation operation, IOperation statement, ImmutableHashSet<ISymbol> written)
    {
        for (IOperation at = operation; at != statement && at.Parent is { } parent; at = parent)
        {
            if (parent is ICatchClauseOperation || (parent is IConditionalOperation choice && at != choice.Condition && !Mentions(choice.Condition, written)) || (parent is ICoalesceOperation coalesce && at != coalesce.Value && !Mentions(coalesce.Value, written)))
            {
                return false;
            }
        }

        return statement is not IConditionalOperation outer || outer == operation || outer.Condition.Contains(operation) || Mentions(outer.Condition, written);
    }

    private static bool Mentions(IOperation condition, ImmutableHashSet<ISymbol> symbols) => StatementOrder.Within(condition).Any(at => SymbolOf(at) is { } symbol && symbols.Contains(symbol));

    private static IEnumerable<ISymbol> WrittenIn(IOperation attempt) => StatementOrder.Within(attempt).SelectMany(WrittenBy);

    private static IEnumerable<ISymbol> WrittenBy(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Select(SymbolOf).OfType<ISymbol>(),
        IVariableDeclaratorOperation declarator => new ISymbol[] { declarator.Symbol },
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument when SymbolOf(argument.Value) is { } symbol => new[] { symbol },
        _ => Array.Empty<ISymbol>(),
    };

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>A throw, a failed task, a status for the client, an error kept in a variable: something outside learns of it.</summary>
    private static bool Tells(IOperation operation) => operation switch
    {
        IThrowOperation thrown => !IsForCancellation(thrown),
        IInvocationOperation call => !CaughtExceptionUses.IsLog(call) && FailureVocabulary.Tells(call.TargetMethod.Name),
        IAssignmentOperation { Target: var target } assignment => TargetName(target) is { } name && (FailureVocabulary.SaysFailure(name) || FailureVocabulary.Says(name, "StatusCode", "Message", "IsOnline", "Offline", "Connected")) && !EmptyValues.IsEmpty(assignment.Value),
        _ => false,
    };

    private static string? TargetName(IOperation target) => target switch
    {
        IFieldReferenceOperation field => field.Field.Name,
        IPropertyReferenceOperation property => property.Property.Name + string.Concat(property.Arguments.Select(argument => argument.Value.Unwrap() is IFieldReferenceOperation { Field.Name: var key } ? key : argument.Value.ConstantValue is { HasValue: true, Value: string text } ? text : "")),
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => null,
    };

    private static bool IsForCancellation(IOperation thrown)
    {
        for (var at = thrown.Parent; at is not null and not ICatchClauseOperation; at = at.Parent)
        {
            if (at is IConditionalOperation choice)
            {
                return StatementOrder.Within(choice.Condition).Any(test => test is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IIsTypeOperation { TypeOperand.Name: "OperationCanceledException" or "TaskCanceledException" }
                    or ITypePatternOperation { MatchedType.Name: "OperationCanceledException" or "TaskCanceledException" } or IDeclarationPatternOperation { MatchedType.Name: "OperationCanceledException" or "TaskCanceledException" });
            }
        }

        return false;
    }

    // The exception, or the failed answer, its status and its text.
    private static bool IsCause(IOperation operation, ISymbol? caught, ResultFlow? result) =>
        (caught is not null && operation is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, caught))
        || (result is not null && operation is ILocalReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation && result.Holds(operation));

    private static bool IsCompletion(IInvocationOperation call) => call.TargetMethod.Name is "SetResult" or "TrySetResult" && call.Arguments.All(argument => EmptyValues.IsEmpty(argument.Value));

    /// <summary>How the message names what the handler returns; null where the returned value tells the caller of the failure.</summary>
    private static string? Describe(IOperation? value, List<IOperation> own, IOperation attempt, ResultFlow? result)
    {
        if (value is null)
        {
            return "returns as if it had succeeded";
        }

        value = value.Unwrap();
        if (EmptyValues.IsEmpty(value))
        {
            return "returns " + EmptyValues.Describe(value);
        }

        // What is set in the handler, or taken from the failed answer, may carry the reason.
        if (result?.Holds(value) == true || own.Any(at => at is IAssignmentOperation assignment && SymbolOf(ValueSources.RootOf(assignment.Target)) is { } set && SymbolEqualityComparer.Default.Equals(set, SymbolOf(value)) && !EmptyValues.IsEmpty(assignment.Value)))
        {
            return null;
        }

        return value switch
        {
            { ConstantValue.HasValue: true } => null,
            ILocalReferenceOperation { Local.Type: var type } => IsPlain(type) ? "returns " + (type.SpecialType == SpecialType.System_Boolean ? "false" : "what it had before") : null,
            IFieldReferenceOperation { Type: var type } => IsToken(type) ? "goes on with the old token" : null,
            IPropertyReferenceOperation { Type: var type } => IsToken(type) ? "goes on with the old token" : null,
            IParameterReferenceOperation { Type: var type } => IsToken(type) ? "goes on with the old token" : null,
            _ => null,
        };
    }

    // What the user is asked for instead either comes back as new tokens or fails by itself.
    private static bool IsSignIn(IOperation operation) => operation switch
    {
        IReturnOperation { ReturnedValue: { } value } => IsSignInCall(value),
        IAssignmentOperation assignment => IsSignInCall(assignment.Value),
        IVariableInitializerOperation initializer => IsSignInCall(initializer.Value),
        IExpressionStatementOperation statement => IsSignInCall(statement.Operation),
        _ => false,
    };

    private static bool IsSignInCall(IOperation value) => (value.Unwrap() is ICoalesceOperation choice ? choice.Value : value).Unwrap() is IInvocationOperation call && FailureVocabulary.AsksForSignIn(call.TargetMethod.Name) && !FailureVocabulary.IsAboutRefresh(call.TargetMethod.Name);

    // GetTokenAsync(code, redirectUri): by a code or a password.
    private static bool IsOtherGrant(IOperation operation) => operation is IInvocationOperation call && FailureVocabulary.Says(call.TargetMethod.Name, "token", "session", "credential")
        && call.Arguments.Any(argument => StateMembers.SymbolOf(argument.Value) is { } given && FailureVocabulary.Says(given.Name, "code", "password", "secret", "assertion"));

    // A later return of a made or called value stands for a decision about the missing answer: Unauthorized(), Result.Fail().
    private static bool IsAnswer(IOperation value) => value.Unwrap() is IInvocationOperation call ? FailureVocabulary.Tells(call.TargetMethod.Name) : value.Unwrap() is IObjectCreationOperation creation && FailureVocabulary.SaysFailure(creation.Type?.Name ?? "");

    // The failed answer itself, which knows that it failed; a text that was taken from it does not.
    private static bool IsWholeAnswer(IOperation value, ResultFlow? result) => result?.Holds(value) == true && !IsPlain(value.Unwrap().Type);

    private static bool IsPlain(ITypeSymbol? type) => type is not null && (type.SpecialType is SpecialType.System_Boolean or SpecialType.System_String || IsToken(type));

    private static bool IsToken(ITypeSymbol? type) => type is not null && (type.SpecialType == SpecialType.System_String || (FailureVocabulary.IsAboutSession(type.Name) && !FailureVocabulary.Says(type.Name, "Result", "Response", "State")));
}
