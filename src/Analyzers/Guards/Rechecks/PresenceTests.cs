using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Conditions that ask only whether something is there, by themselves or through a helper of this compilation.</summary>
internal sealed class PresenceTests(Func<IMethodSymbol, MemberBody?> bodies)
{
    // IsSignedIn => HasToken(), HasToken() => _token.IsPresent(): who hides a null test deeper is not followed.
    private const int MaxDepth = 3;

    // A helper with more operations than this asks for more than a value.
    private const int MaxOperations = 120;

    private static readonly string[] AskingNames = ["Try", "Has", "Have", "Exists", "Any", "Contains", "Can"];

    private static readonly string[] MissingWords = ["Missing", "Null", "Empty", "Blank", "Absent", "Undefined", "Nothing"];

    // Whoever asks for one of these asks for more than a value: it may have been renewed meanwhile.
    private static readonly string[] AgeWords = ["Expir", "Valid", "Fresh", "Stale", "Old", "Recent", "Chang", "Rotat", "Refreshed", "Since"];

    /// <summary>True where the condition says that something exists, false where it says that it is missing, null where it asks something else.</summary>
    public bool? WhenTrue(IOperation condition) => WhenTrue(condition, 0);

    /// <summary>The same of a condition with negations, conjunctions and disjunctions, all of whose parts must say the same.</summary>
    public bool? OfWhole(IOperation condition) => OfWhole(condition, 0);

    private bool? WhenTrue(IOperation condition, int depth)
    {
        switch (condition)
        {
            case IIsNullOperation:
                return false;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsNothing(comparison.LeftOperand) || IsNothing(comparison.RightOperand):
                return comparison.OperatorKind == BinaryOperatorKind.NotEquals;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan, LeftOperand: var measured } comparison when IsLength(measured) && IsNothing(comparison.RightOperand):
                return true;
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "IsBlank" or "IsEmpty" }:
                return false;
            case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                return true;
            case IPropertyReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Property.GetMethod: { } getter }:
                return depth < MaxDepth && bodies(getter) is { } read && IsAboutCredentials(read) ? InHelper(read, depth) : null;
            case IInvocationOperation call:
                return depth < MaxDepth && bodies(call.TargetMethod.ReducedFrom ?? call.TargetMethod) is { } body ? InHelper(body, depth) ?? (AsksForAge(body) ? null : ByName(call)) : ByName(call);
            case IIsPatternOperation test:
                return OfPattern(test.Pattern);
            case ICoalesceOperation { WhenNull: ILiteralOperation } coalesce:
                return WhenTrue(coalesce.Value, depth);
            default:
                // A bare reference as the receiver of ?. is tested for null; as a condition of its own it is a boolean and asks something else.
                return condition.Type?.SpecialType != SpecialType.System_Boolean && condition.Type is { IsReferenceType: true } ? false : null;
        }
    }

    // IsConnected => _client.Id != null asks whether somebody is there to refresh for, which a refresh by another caller may change, too.
    private static bool IsAboutCredentials(MemberBody getter) => Vocabulary.SaysCredential(getter.Member.Name) || getter.Root.Descendants().Any(at =>
        (at is IMemberReferenceOperation { Member.Name: var member } && Vocabulary.SaysCredential(member)) || (at is IInvocationOperation { TargetMethod.Name: var called } && Vocabulary.SaysCredential(called)));

    private static bool? ByName(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (Says(name, AgeWords))
        {
            return null;
        }

        return name.StartsWith("Is", StringComparison.Ordinal) && call.Type?.SpecialType == SpecialType.System_Boolean && Says(name, MissingWords) ? name.StartsWith("IsNot", StringComparison.Ordinal)
            : Array.Exists(AskingNames, word => name.StartsWith(word, StringComparison.Ordinal)) ? !name.StartsWith("HasNo", StringComparison.Ordinal)
            : null;
    }

    /// <summary>What a helper's answer says: each of its tests asks only whether something is there, and its answers agree. Null where one asks more.</summary>
    private bool? InHelper(MemberBody body, int depth)
    {
        bool? says = null;
        var count = 0;
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            if (++count > MaxOperations || operation is ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or IAnonymousFunctionOperation)
            {
                return null;
            }

            if (operation is IConditionalOperation choice && OfWhole(choice.Condition, depth + 1) is null)
            {
                return null;
            }

            if (operation is not IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value })
            {
                continue;
            }

            // A plain true or false says what the test around it says; behind all tests it is the rest, and says nothing by itself.
            var isPlain = value.ConstantValue is { HasValue: true, Value: bool };
            var vote = isPlain ? Under(operation, (bool)value.ConstantValue.Value!, depth) : OfWhole(value, depth + 1);
            if (vote is null ? !isPlain : says is not null && vote != says)
            {
                return null;
            }

            says ??= vote;
        }

        return says;
    }

    private bool? Under(IOperation answer, bool constant, int depth)
    {
        for (var (at, parent) = (answer, answer.Parent); parent is not null; (at, parent) = (parent, parent.Parent))
        {
            if (parent is IConditionalOperation choice && at != choice.Condition)
            {
                return OfWhole(choice.Condition, depth + 1) is { } exists ? (exists == (at == choice.WhenTrue)) == constant : null;
            }
        }

        return null;
    }

    private bool? OfWhole(IOperation condition, int depth)
    {
        var (core, negated) = AcquireTests.Core(condition, null);
        var says = core is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both
            ? OfWhole(both.LeftOperand, depth) is { } left && OfWhole(both.RightOperand, depth) == left ? left : null
            : WhenTrue(core, depth);
        return says is null ? null : says != negated;
    }

    private static bool AsksForAge(MemberBody body) => body.Operations.Any(at =>
        at.Type?.Name is "DateTime" or "DateTimeOffset" or "TimeSpan"
        || at is IMemberReferenceOperation { Member.Name: var member } && Says(member, AgeWords)
        || at is IInvocationOperation { TargetMethod.Name: var called } && Says(called, AgeWords));

    private static bool Says(string name, string[] words) => Array.Exists(words, word => name.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool IsNothing(IOperation value) => value.ConstantValue is { HasValue: true, Value: null or "" or 0 } || value is IDefaultValueOperation;

    private static bool? OfPattern(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => IsNothing(constant.Value) ? false : null,
        INegatedPatternOperation negated => !OfPattern(negated.Pattern),
        ITypePatternOperation or IDeclarationPatternOperation or IDiscardPatternOperation => true,
        IRecursivePatternOperation recursive => recursive.PropertySubpatterns.All(property => IsLength(property.Member) || OfPattern(property.Pattern) == true) && recursive.DeconstructionSubpatterns.IsEmpty ? true : null,
        _ => null,
    };

    private static bool IsLength(IOperation member) => member.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length" or "Count" };
}
