using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>One reading of one payload. It stops at other sends, whose payload is not this one's.</summary>
internal sealed partial class PayloadWalk(AnalysisScope scope, OutgoingCalls outgoing, PayloadReader reader, MemberBody body, CancellationToken cancellationToken)
{
    private const int MaxSteps = 3_000;

    // A variable that one member sets more often holds something else each time; what it was set to says nothing.
    private const int MaxValues = 32;

    // Builders of builders: a form made by one member and wrapped by another.
    private const int MaxBuilderDepth = 3;

    // Nested expressions beyond this are generated; the stack is worth more than what they hide.
    private const int MaxNesting = 150;

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly PayloadBuilder _notes = new();
    private MemberBody _body = body;
    private int _builderDepth;
    private int _nesting;
    private int _steps;

    public Payload Payload => _notes.Payload;

    public int Steps => _steps;

    private bool IsOwn => _notes.IsOwn;

    public void VisitCall(IInvocationOperation call)
    {
        VisitArguments(call.Arguments);
        VisitReceiver(call);
        if (OutgoingCalls.AddressOf(call.TargetMethod) is { } address)
        {
            _notes.AddAddress(address);
        }

        if (PayloadTexts.SaysRefreshGrant(_notes.Appended.ToString()))
        {
            Payload.RefreshGrant = true;
        }
    }

    public void VisitBody(MemberBody whole) => VisitChildren(whole.Root);

    private void VisitReceiver(IInvocationOperation call)
    {
        if (call.Instance is { } receiver and not IInstanceReferenceOperation)
        {
            Visit(receiver, asMember: true);
            if (VariableWrites.Variable(receiver.Unwrap()) is { } variable)
            {
                VisitParts(variable, call);
            }
        }
    }

    private void Visit(IOperation? operation, bool asMember = false)
    {
        if (operation is null || ++_steps > MaxSteps || _nesting > MaxNesting)
        {
            return;
        }

        WorkCounter.Add(WorkKind.Steps);
        cancellationToken.ThrowIfCancellationRequested();
        _nesting++;
        operation = operation.Unwrap();
        if (!VisitText(operation))
        {
            VisitNode(operation, asMember);
        }

        _nesting--;
    }

    private void VisitNode(IOperation operation, bool asMember)
    {
        switch (operation)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation:
                VisitReference(operation, asMember);
                break;
            case IInvocationOperation call:
                VisitInvocation(call);
                break;
            case IObjectCreationOperation creation:
                VisitCreation(creation);
                break;
            case ISimpleAssignmentOperation assignment:
                VisitAssignment(assignment.Target.Unwrap(), assignment.Value);
                break;
            case ITupleOperation { Elements: { Length: 2 } pair }:
                VisitPair(pair[0], pair[1]);
                VisitChildren(operation);
                break;
            case IAnonymousFunctionOperation lambda:
                Visit(lambda.Body);
                break;
            case INameOfOperation or ITypeOfOperation or IIsPatternOperation or IIsTypeOperation:
                break;
            case IConditionalOperation choice:
                Visit(choice.WhenTrue);
                Visit(choice.WhenFalse);
                break;
            default:
                VisitChildren(operation);
                break;
        }
    }

    private void VisitChildren(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Visit(child);
        }
    }

    /// <summary>Constants, interpolations and concatenations: true where the operation is one, and done with.</summary>
    private bool VisitText(IOperation operation)
    {
        // The assignments in an anonymous object have the constant value of what they assign.
        var isText = (operation is not IAssignmentOperation && operation.ConstantValue is { HasValue: true, Value: string })
            || operation is IInterpolatedStringOperation or IUtf8StringOperation
            || (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } && operation.Type?.SpecialType == SpecialType.System_String)
            || operation is IInvocationOperation { TargetMethod: { Name: "Format" or "Concat", ContainingType.SpecialType: SpecialType.System_String } };
        if (!isText)
        {
            return false;
        }

        if (operation is IFieldReferenceOperation { Field: var field })
        {
            _notes.AddAddressName(field.Name);
        }

        var holes = new List<(IOperation Value, string Before)>();
        var text = operation is IUtf8StringOperation utf8 ? utf8.Value : ConstantText.Render(operation, (value, before) => holes.Add((value, before)));
        if (text is not null)
        {
            _notes.AddText(text);
        }

        foreach (var (value, before) in holes)
        {
            if (before.Length > 0 && PayloadTexts.EndsWithTokenKey(before))
            {
                _notes.AddKeyed(value);
            }

            Visit(value);
        }

        return true;
    }

    private void VisitElsewhere(MemberBody elsewhere, IOperation root) => VisitValues(elsewhere, root.ChildOperations);

    private void VisitValues(MemberBody elsewhere, IEnumerable<IOperation> values)
    {
        var back = _body;
        _body = elsewhere;
        _builderDepth++;
        _notes.IsOwn = false;
        foreach (var value in values)
        {
            Visit(value);
        }

        _builderDepth--;
        _notes.IsOwn = _builderDepth == 0;
        _body = back;
    }
}
