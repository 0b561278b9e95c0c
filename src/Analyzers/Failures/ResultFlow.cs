using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>The values of a member that hold a call's answer, followed forwards: the awaited result, the text read from it, the object parsed from that. A value is asked about again only when a variable in it has become one of them.</summary>
internal sealed class ResultFlow
{
    // A variable that a member names more often holds one answer after the other; it is not followed, and nothing is said about what is stored in it.
    private const int MaxUses = 100;

    private readonly MemberBody _body;
    private readonly IOperation _call;
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IOperation> _values = new();
    private readonly Dictionary<IOperation, bool> _known = new();
    private readonly bool _isComplete;

    public ResultFlow(IOperation call, MemberBody body)
    {
        (_call, _body) = (call, body);
        _values.Add(call);
        Seed();
        Spread();
        _isComplete = true;
    }

    /// <summary>Whether the answer is in a variable that is used too often to be followed.</summary>
    public bool IsLost => _symbols.Any(symbol => _body.Index.Uses(symbol).Count > MaxUses);

    /// <summary>The call, and each place that names a variable which holds its answer.</summary>
    public IEnumerable<IOperation> Mentions => _symbols.SelectMany(symbol => _body.Index.Uses(symbol)).Append(_call);

    /// <summary>Whether the value is the answer or was made from it.</summary>
    public bool Holds(IOperation? value)
    {
        if (value is null || !_isComplete)
        {
            return Ask(value);
        }

        return _known.TryGetValue(value, out var known) ? known : _known[value] = Ask(value);
    }

    private bool Ask(IOperation? value)
    {
        WorkCounter.Add(WorkKind.Steps);
        for (var depth = 0; value is not null && depth < 32; depth++)
        {
            value = value.Unwrap();
            if (_values.Contains(value) || (SymbolOf(value) is { } symbol && _symbols.Contains(symbol)))
            {
                return true;
            }

            switch (value)
            {
                case IFieldReferenceOperation { Instance: { } instance }:
                    value = instance;
                    break;
                case IPropertyReferenceOperation { Instance: { } instance }:
                    value = instance;
                    break;
                case IConditionalAccessOperation access:
                    value = access.Operation;
                    break;
                case IConditionalAccessInstanceOperation:
                    value = ReceiverOf(value);
                    break;
                case IInvocationOperation invocation:
                    return HoldsThroughCall(invocation);
                case IObjectCreationOperation creation:
                    return creation.Arguments.Any(argument => Holds(argument.Value));
                case ICoalesceOperation coalesce:
                    return Holds(coalesce.Value) || Holds(coalesce.WhenNull);
                case IConditionalOperation { WhenFalse: not null } choice:
                    return Holds(choice.WhenTrue) || Holds(choice.WhenFalse);
                case IArrayElementReferenceOperation element:
                    value = element.ArrayReference;
                    break;
                case IBinaryOperation binary:
                    if (Holds(binary.RightOperand))
                    {
                        return true;
                    }

                    // A sum of a thousand texts nests a thousand deep on this side.
                    (value, depth) = (binary.LeftOperand, 0);
                    break;
                case IUnaryOperation unary:
                    value = unary.Operand;
                    break;
                case IIsPatternOperation test:
                    value = test.Value;
                    break;
                case IWithOperation changed:
                    value = changed.Operand;
                    break;
                case ITupleOperation tuple:
                    return tuple.Elements.Any(Holds);
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a call is handed the answer itself: the response, the typed result, its text.</summary>
    public bool IsGivenTo(IInvocationOperation call) => call != _call && call.Arguments.Any(argument => argument.Parameter?.RefKind != RefKind.Out && Holds(argument.Value));

    /// <summary>Whether the local holds what a call read from the answer, such as its body as text, rather than one member of it.</summary>
    public bool ReadsText(IOperation local) => local is ILocalReferenceOperation { Local: var symbol } && _body.Operations.Any(at => at is IVariableDeclaratorOperation declarator
        && SymbolEqualityComparer.Default.Equals(declarator.Symbol, symbol) && declarator.GetVariableInitializer()?.Value.Unwrap() is IInvocationOperation call && Holds(call));

    private static IOperation? ReceiverOf(IOperation instance)
    {
        var below = instance;
        for (var at = instance.Parent; at is not null; below = at, at = at.Parent)
        {
            if (at is IConditionalAccessOperation access && access.WhenNotNull == below)
            {
                return access.Operation;
            }
        }

        return null;
    }

    // What is read or parsed from the answer is part of it; the answer of a later request that merely carries the new token is not.
    private bool HoldsThroughCall(IInvocationOperation invocation)
    {
        if (invocation.Instance is { } instance && Holds(instance))
        {
            return true;
        }

        var method = invocation.TargetMethod;
        var receives = method.IsExtensionMethod && invocation.Arguments.Length > 0 && Holds(invocation.Arguments[0].Value);
        return receives
            || ((FailureVocabulary.Says(method.Name, "Deserialize", "Parse", "Read", "Convert", "FromJson", "From", "Map", "Decode", "Create", "Build", "Extract", "Process") || IsConversion(method.Name))
                && invocation.Arguments.Any(argument => Holds(argument.Value)))
            || IsHandedThrough(invocation);
    }

    // ToTokenSet(answer), not Token(answer).
    private static bool IsConversion(string name) => name.Length > 2 && name.StartsWith("To", StringComparison.Ordinal) && char.IsUpper(name[2]);

    // RunAsync(ct => client.RefreshAsync(ct)) answers with what its lambda answers with.
    private bool IsHandedThrough(IInvocationOperation invocation) => invocation.Arguments.Any(argument => argument.Value.Unwrap() is IDelegateCreationOperation { Target: { } target } && (target switch
    {
        IMethodReferenceOperation reference => _values.Contains(reference),
        IAnonymousFunctionOperation lambda => StatementOrder.Within(lambda.Body).Any(at => at is IReturnOperation { ReturnedValue: { } value } && Holds(value)),
        _ => false,
    }));

    /// <summary>An out argument is an answer; so is the request object of a call that returns nothing (<c>request.Perform(); token = request.Response</c>).</summary>
    private void Seed()
    {
        if (_call is not IInvocationOperation invocation)
        {
            return;
        }

        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter?.RefKind == RefKind.Out && SymbolOf(argument.Value) is { } symbol)
            {
                _symbols.Add(symbol);
            }
        }

        var returnsNothing = invocation.TargetMethod.ReturnsVoid || (FailurePath.IsTask(invocation.Type) && invocation.Type is INamedTypeSymbol { TypeArguments.Length: 0 });
        if (returnsNothing && invocation.Instance?.Unwrap() is ILocalReferenceOperation receiver)
        {
            _symbols.Add(receiver.Local);
        }
    }

    private bool GivesOut(IInvocationOperation call) => HoldsThroughCall(call) || IsGivenTo(call);

    private IEnumerable<ValueWrite> NextWrites(ISymbol symbol) => _body.Index.Uses(symbol).Count <= MaxUses ? _body.Index.WritesMentioning(symbol) : [];

    private void Spread()
    {
        var pending = new Queue<ValueWrite>(_body.Index.WritesAround(_call).Concat(_symbols.SelectMany(NextWrites)));
        while (pending.Count > 0)
        {
            var write = pending.Dequeue();
            if (!(write.IsOut ? GivesOut((IInvocationOperation)write.Value) : Holds(write.Value)))
            {
                continue;
            }

            foreach (var next in write.Targets.Where(_symbols.Add).SelectMany(NextWrites))
            {
                pending.Enqueue(next);
            }
        }
    }

    /// <summary>The variable that an expression names. Fields and properties only of the member's own object: those of other objects are part of their receiver.</summary>
    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => local.Local,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };
}
