using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>What a condition says about the answer of a refresh.</summary>
/// <param name="Sign">1: it is true only of a success; -1: only of a failure; 0: it says nothing.</param>
/// <param name="HasReason">Whether the tested answer knows why it failed: a status, an error member; a plain bool or null does not.</param>
/// <param name="IsRejection">Whether it asks for the definite answer that the token is dead.</param>
internal readonly record struct SuccessTest(int Sign, bool HasReason = false, bool IsRejection = false)
{
    private const int MaxDepth = 12;

    private static readonly SuccessTest Nothing = new(0);

    public static SuccessTest Of(IOperation condition, ResultFlow result, MemberBody body) => Read(condition, result, body, 0);

    private SuccessTest Negated => this with { Sign = -Sign, IsRejection = false };

    private static SuccessTest Read(IOperation condition, ResultFlow result, MemberBody body, int depth)
    {
        if (depth > MaxDepth)
        {
            return Nothing;
        }

        condition = condition.Unwrap();
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Read(not.Operand, result, body, depth + 1).Negated;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } and:
                return Both(Read(and.LeftOperand, result, body, depth + 1), Read(and.RightOperand, result, body, depth + 1), sign: 1);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } or:
                return Both(Read(or.LeftOperand, result, body, depth + 1), Read(or.RightOperand, result, body, depth + 1), sign: -1);
            case IBinaryOperation comparison:
                return Compared(comparison, result, body, depth);
            case IIsPatternOperation test when result.Holds(test.Value):
                return Matched(test.Value, test.Pattern, result, body, depth);
            case IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", IsStatic: true } } empty when empty.Arguments.Length == 1 && result.Holds(empty.Arguments[0].Value):
                return Presence(empty.Arguments[0].Value, present: false);
            case IConditionalAccessOperation access when result.Holds(access.Operation):
                return Read(access.WhenNotNull, result, body, depth + 1);
            default:
                return !FailurePath.GivesBoolean(condition.Type) ? Nothing
                    : condition is IInvocationOperation call && !result.Holds(call.Instance) && result.IsGivenTo(call) ? Asked(call)
                    : result.Holds(condition) ? Truth(condition, result, body, depth)
                    : Nothing;
        }
    }

    // A conjunction is true of a success if one part is; a disjunction of a failure likewise. In the other direction the rest must not speak against it.
    private static SuccessTest Both(SuccessTest left, SuccessTest right, int sign)
    {
        var reason = left.HasReason || right.HasReason;
        var rejection = left.IsRejection || right.IsRejection;
        if (left.Sign == sign || right.Sign == sign)
        {
            return left.Sign == -sign || right.Sign == -sign ? new SuccessTest(0, reason, rejection) : new SuccessTest(sign, reason, rejection);
        }

        var other = left.Sign != 0 ? left.Sign : right.Sign;
        return new SuccessTest(left.Sign == right.Sign || rejection ? other : 0, reason, rejection);
    }

    private static SuccessTest Compared(IBinaryOperation comparison, ResultFlow result, MemberBody body, int depth)
    {
        var (left, right) = (comparison.LeftOperand.Unwrap(), comparison.RightOperand.Unwrap());
        if (!result.Holds(left))
        {
            (left, right) = (right, left);
        }

        if (!result.Holds(left) || result.Holds(right) || comparison.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan))
        {
            return Nothing;
        }

        var equal = comparison.OperatorKind is BinaryOperatorKind.Equals;
        var test = right.ConstantValue switch
        {
            { HasValue: true, Value: null } => Presence(left, present: false),
            { HasValue: true, Value: bool value } => value ? Read(left, result, body, depth + 1) : Read(left, result, body, depth + 1).Negated,
            { HasValue: true, Value: int status } when MemberName(left).EndsWith("StatusCode", StringComparison.Ordinal) || right is IFieldReferenceOperation { Field.ContainingType.Name: "HttpStatusCode" } => Status(status, comparison.OperatorKind),
            { HasValue: true, Value: string text } => FailureVocabulary.SaysRejection(text) ? new SuccessTest(-1, true, true) : text.Length == 0 ? Presence(left, present: false) : Nothing,
            _ => Nothing,
        };
        return comparison.OperatorKind == BinaryOperatorKind.NotEquals ? test.Negated : equal || right.ConstantValue is { Value: int } ? test : Nothing;
    }

    private static SuccessTest Status(int status, BinaryOperatorKind comparison) => (comparison, status) switch
    {
        (BinaryOperatorKind.GreaterThanOrEqual, >= 300) => new(-1, true),
        (BinaryOperatorKind.LessThan, 300 or 400) => new(1, true),
        (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, _) => Nothing,
        (_, >= 200 and < 300) => new(1, true),
        (_, 400) => new(-1, true, true),
        (_, 401) => new(-1, true),
        _ => new SuccessTest(0, true),
    };

    private static SuccessTest Matched(IOperation value, IPatternOperation pattern, ResultFlow result, MemberBody body, int depth)
    {
        switch (pattern)
        {
            case INegatedPatternOperation not:
                return Matched(value, not.Pattern, result, body, depth + 1).Negated;
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } }:
                return constant switch
                {
                    null => Presence(value, present: false),
                    bool truth => truth ? Read(value, result, body, depth + 1) : Read(value, result, body, depth + 1).Negated,
                    int status => Status(status, BinaryOperatorKind.Equals),
                    string text when FailureVocabulary.SaysRejection(text) => new SuccessTest(-1, true, true),
                    _ => Nothing,
                };
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or:
                var (left, right) = (Matched(value, or.LeftPattern, result, body, depth + 1), Matched(value, or.RightPattern, result, body, depth + 1));
                return new SuccessTest(left.Sign == right.Sign ? left.Sign : 0, left.HasReason || right.HasReason, left.IsRejection || right.IsRejection);
            case IRecursivePatternOperation properties when !properties.PropertySubpatterns.IsEmpty:
                var all = properties.PropertySubpatterns.Select(part => Member(part.Member, part.Pattern)).ToList();
                return new SuccessTest(all.Any(part => part.Sign < 0) ? (all.Any(part => part.Sign > 0) ? 0 : -1) : all.Any(part => part.Sign > 0) ? 1 : 0, all.Any(part => part.HasReason), all.Any(part => part.IsRejection));
            case IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation:
                return Presence(value, present: true);
            default:
                return Nothing;
        }
    }

    private static SuccessTest Member(IOperation member, IPatternOperation pattern)
    {
        var negated = pattern is INegatedPatternOperation;
        var constant = (pattern is INegatedPatternOperation not ? not.Pattern : pattern) is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var value } } ? value : "";
        var test = constant switch
        {
            null => Presence(member, present: false),
            bool truth => Named(MemberName(member), truth),
            int status => Status(status, BinaryOperatorKind.Equals),
            string text when FailureVocabulary.SaysRejection(text) => new SuccessTest(-1, true, true),
            _ => Nothing,
        };
        return negated ? test.Negated : test;
    }

    private static SuccessTest Presence(IOperation value, bool present)
    {
        var isError = IsErrorName(MemberName(value));
        return new SuccessTest(present != isError ? 1 : -1, isError);
    }

    private static SuccessTest Truth(IOperation value, ResultFlow result, MemberBody body, int depth)
    {
        switch (value)
        {
            case IPropertyReferenceOperation { Instance: not null and not IInstanceReferenceOperation } property:
                return Named(property.Property.Name, true);
            case IFieldReferenceOperation { Instance: not null and not IInstanceReferenceOperation } field:
                return Named(field.Field.Name, true);
            case ILocalReferenceOperation local when InitializerOf(local.Local, body) is { } initial:
                var test = Read(initial, result, body, depth + 1);
                return test.Sign != 0 ? test : Named(local.Local.Name, true) is { Sign: < 0 } negative ? negative with { HasReason = false } : new SuccessTest(1);
            case ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation:
                return IsErrorName(MemberName(value)) ? new SuccessTest(-1) : new SuccessTest(1);
            case IInvocationOperation call:
                // The refresh itself says whether it worked; a question asked about its answer is understood only by its name.
                return result.Holds(call.Instance) || (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 && result.Holds(call.Arguments[0].Value))
                    ? Named(call.TargetMethod.Name, true)
                    : new SuccessTest(1);
            default:
                return Nothing;
        }
    }

    /// <summary>A helper is asked about the answer: <c>Checker.TryTake(answer, out var tokens)</c>, <c>IsValid(answer)</c>, <c>HasFailed(answer)</c>.</summary>
    private static SuccessTest Asked(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        return FailureVocabulary.SaysRejection(name) ? new SuccessTest(-1, true, true)
            : Named(name, true) is { Sign: not 0 } named ? named
            : name.StartsWith("Try", StringComparison.Ordinal) && !FailureVocabulary.Says(name, "TryGet", "TryAdd", "TryRemove", "TryUpdate") && call.TargetMethod.Parameters.Any(parameter => parameter.RefKind == RefKind.Out)
                ? new SuccessTest(1)
            : Nothing;
    }

    private static SuccessTest Named(string name, bool truth)
    {
        var sign = IsErrorName(name) ? -1
            : FailureVocabulary.Says(name, "success", "succeed", "isok", "valid", "authenticated", "hasvalue", "refreshed", "complete", "hastoken", "hasresult") || name == "Ok" ? 1
            : 0;
        return new SuccessTest(truth ? sign : -sign, true);
    }

    private static bool IsErrorName(string name) => FailureVocabulary.SaysFailure(name) && !FailureVocabulary.Says(name, "noerror", "nofail");

    private static string MemberName(IOperation value) => value.Unwrap() switch
    {
        IPropertyReferenceOperation property => property.Property.Name,
        IFieldReferenceOperation field => field.Field.Name,
        ILocalReferenceOperation local => local.Local.Name,
        IConditionalAccessOperation access => MemberName(access.WhenNotNull),
        _ => "",
    };

    private static IOperation? InitializerOf(ILocalSymbol local, MemberBody body)
    {
        foreach (var operation in body.Operations)
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                return declarator.GetVariableInitializer()?.Value;
            }
        }

        return null;
    }
}
