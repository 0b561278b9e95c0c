using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>One reading of one payload. It stops at other sends, whose payload is not this one's.</summary>
internal sealed class PayloadWalk(AnalysisScope scope, OutgoingCalls outgoing, PayloadReader reader, MemberBody body, CancellationToken cancellationToken)
{
    private const int MaxSteps = 3_000;

    // Builders of builders: a form made by one member and wrapped by another.
    private const int MaxBuilderDepth = 3;

    // Nested expressions beyond this are generated; the stack is worth more than what they hide.
    private const int MaxNesting = 150;

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private MemberBody _body = body;
    private int _builderDepth;
    private int _nesting;
    private int _steps;
    private bool _inAddress;

    // Inside of a variable that is named for the token, what it was set from is not a second token.
    private bool _inToken;
    private string _appended = "";

    public Payload Payload { get; } = new();

    private bool IsOwn => _builderDepth == 0;

    public void VisitCall(IInvocationOperation call)
    {
        VisitArguments(call.Arguments);
        VisitReceiver(call);
        if (OutgoingCalls.AddressOf(call.TargetMethod) is { } address)
        {
            AddAddress(address);
        }

        if (PayloadTexts.SaysRefreshGrant(_appended))
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
            if (Contributions.Variable(receiver.Unwrap()) is { } variable)
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
            AddAddressName(field.Name);
        }

        var holes = new List<(IOperation Value, string Before)>();
        var text = operation is IUtf8StringOperation utf8 ? utf8.Value : ConstantText.Render(operation, (value, before) => holes.Add((value, before)));
        if (text is not null)
        {
            AddText(text);
        }

        foreach (var (value, before) in holes)
        {
            if (IsOwn && before.Length > 0 && EndsWithTokenKey(before))
            {
                Payload.AddKeyed(value);
            }

            Visit(value);
        }

        return true;
    }

    // "…&refresh_token=" or "{ \"refreshToken\": \"" before a hole.
    private static bool EndsWithTokenKey(string before)
    {
        var end = before.Length;
        while (end > 0 && !char.IsLetterOrDigit(before[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-'))
        {
            start--;
        }

        return end < before.Length && Words.NamesRefreshToken(before.Substring(start, end - start));
    }

    private void AddText(string text)
    {
        if (PayloadTexts.SaysRefreshGrant(text))
        {
            Payload.RefreshGrant = true;
        }

        if (PayloadTexts.SaysRefreshMutation(text))
        {
            Payload.RefreshMutation = true;
        }

        if (_inAddress || text.Contains('/'))
        {
            AddAddress(text);
        }
    }

    private void AddAddress(string text)
    {
        if (PayloadTexts.IsRefreshAddress(text, out var plain))
        {
            Payload.RefreshAddress = true;
            Payload.PlainRefreshAddress |= plain;
        }
    }

    private void AddAddressName(string name)
    {
        if (Words.NamesRefreshUrl(name))
        {
            Payload.RefreshAddress = true;
            Payload.PlainRefreshAddress |= Words.SaysRefreshOfCredential(name);
        }
    }

    private void VisitReference(IOperation reference, bool asMember)
    {
        var symbol = reference switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IMemberReferenceOperation member => member.Member,
            _ => (ISymbol?)null,
        };
        if (symbol is null)
        {
            return;
        }

        AddAddressName(symbol.Name);
        var isToken = Words.NamesRefreshToken(symbol.Name) && !asMember;
        if (isToken)
        {
            AddNamed(reference);
        }
        else if (!asMember && reference is not IPropertyReferenceOperation { Arguments.Length: > 0 } && Words.HoldsRefreshToken(reference.Type))
        {
            AddHolder(reference);
            if (reference is IParameterReferenceOperation && reference.Type is { } request && request.Name.Has("refresh") && DefaultGrant.IsRefresh(request))
            {
                // The caller made the request; what it is, its type says.
                Payload.RefreshGrant = true;
            }
        }

        if (reference is IPropertyReferenceOperation { Arguments: { Length: > 0 } keys } indexer)
        {
            // store["refresh_token"] reads the token.
            if (keys.Any(key => ConstantText.Of(key.Value).Any(Words.NamesRefreshToken)))
            {
                AddNamed(indexer);
            }
        }

        if (Contributions.Variable(reference) is { } variable)
        {
            if (_seen.Add(variable))
            {
                var inToken = _inToken;
                _inToken |= isToken;
                foreach (var value in reader.Contributions(_body).Whole(variable))
                {
                    Visit(value);
                }

                if (!asMember)
                {
                    VisitParts(variable, null);
                }

                VisitInitialValue(variable);
                _inToken = inToken;
            }
        }
        else if (reference is IMemberReferenceOperation { Instance: { } instance })
        {
            Visit(instance, asMember: true);
        }
    }

    private void VisitParts(ISymbol variable, IOperation? except)
    {
        foreach (var part in reader.Contributions(_body).Parts(variable))
        {
            if (part != except && !IsSend(part))
            {
                Visit(part);
            }
        }
    }

    private bool IsSend(IOperation operation) =>
        operation is IInvocationOperation call && outgoing.Kind(call, cancellationToken) is Outgoing.Http or Outgoing.Helper;

    // A form that is kept in a field, and an address that a property composes.
    private void VisitInitialValue(ISymbol member)
    {
        if (_builderDepth >= MaxBuilderDepth || member is not (IFieldSymbol or IPropertySymbol))
        {
            return;
        }

        if (member is IPropertySymbol { GetMethod: { } getter, SetMethod: null } && scope.Bodies.Of(getter, cancellationToken) is { } code)
        {
            VisitElsewhere(code, code.Root);
            return;
        }

        if (member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { IsReadOnly: true }
            && member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is { } declaration
            && scope.Bodies.Containing(declaration, cancellationToken) is { Root: ISymbolInitializerOperation initializer } initial)
        {
            VisitElsewhere(initial, initializer.Value);
        }
    }

    private void VisitElsewhere(MemberBody elsewhere, IOperation root)
    {
        var back = _body;
        _body = elsewhere;
        _builderDepth++;
        VisitChildren(root);
        _builderDepth--;
        _body = back;
    }

    private void VisitInvocation(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var isRead = ReadsRefreshToken(call);
        if (isRead)
        {
            AddNamed(call);
        }

        var kind = outgoing.Kind(call, cancellationToken);
        if (kind >= Outgoing.Helper || (OutgoingCalls.IsAwaitable(method.ReturnType) && (kind == Outgoing.Perhaps || isRead)))
        {
            return;
        }

        Payload.Through.Add(call);
        if (method.Name.StartsWith("Append", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal))
        {
            foreach (var argument in call.Arguments)
            {
                _appended += ConstantText.Render(argument.Value, static (_, _) => { }) ?? ConstantText.Hole.ToString();
            }
        }

        VisitArguments(call.Arguments);
        VisitReceiverOfBuilder(call);
        if (LocalFunctions.CodeOf(call) is { } local)
        {
            if (_seen.Add(method.OriginalDefinition))
            {
                Visit(local);
            }
        }
        else if (_builderDepth < MaxBuilderDepth && scope.Bodies.Of(method, cancellationToken) is { } builder && _seen.Add(method.OriginalDefinition))
        {
            var (grant, address, carries) = (Payload.RefreshGrant, Payload.RefreshAddress, Payload.BuilderCarriesToken);
            VisitElsewhere(builder, builder.Root);
            if (IsOwn && (grant != Payload.RefreshGrant || address != Payload.RefreshAddress || carries != Payload.BuilderCarriesToken))
            {
                Payload.AddBuilder(call);
            }
        }
    }

    private void VisitReceiverOfBuilder(IInvocationOperation call)
    {
        if (call.Instance is { } receiver and not IInstanceReferenceOperation)
        {
            Visit(receiver);
        }
    }

    // GetRefreshTokenAsync(), GetTokenAsync("refresh_token"), Cookies.TryGetValue("refreshToken", …): reads of a store.
    private static bool ReadsRefreshToken(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        var reads = name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Find", StringComparison.Ordinal)
            || name.StartsWith("Load", StringComparison.Ordinal) || name.StartsWith("Retrieve", StringComparison.Ordinal) || name.StartsWith("Fetch", StringComparison.Ordinal)
            || name.StartsWith("TryGet", StringComparison.Ordinal) || name.StartsWith("Decrypt", StringComparison.Ordinal) || name.StartsWith("Unprotect", StringComparison.Ordinal);
        return reads
            && (Words.NamesRefreshToken(name.Replace("Async", ""))
                || call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && ConstantText.Of(argument.Value).Any(Words.NamesRefreshToken)));
    }

    private void VisitCreation(IObjectCreationOperation creation)
    {
        VisitArguments(creation.Arguments);
        if (creation.Type is { } type)
        {
            if (Words.NamesRefreshRequest(type) && IsOwn)
            {
                Payload.RefreshRequest = type;
            }

            if (DefaultGrant.IsRefresh(type))
            {
                Payload.RefreshGrant = true;
            }
        }

        if (creation.Initializer is { } initializer)
        {
            VisitChildren(initializer);
        }
    }

    private void VisitArguments(IEnumerable<IArgumentOperation> arguments)
    {
        IOperation? previous = null;
        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            if (previous is not null)
            {
                VisitPair(previous, argument.Value);
            }

            previous = argument.Value;
            if (argument.Parameter is { } parameter)
            {
                VisitNamedValue(parameter.Name, argument.Value);
            }

            var inAddress = _inAddress;
            _inAddress = _inAddress || (argument.Parameter is { Name: var name } && IsAddressName(name));
            Visit(argument.Value);
            _inAddress = inAddress;
        }
    }

    private static bool IsAddressName(string name) => Words.Plain(name) is "requesturi" or "uri" or "url" or "uristring" or "relativeuri" or "relativeurl" or "address" or "resource" or "path" or "endpoint"
        or "route" or "requesturl" or "segment" or "segments" or "apiurl" or "endpointurl" or "relativepath" or "apipath" or "requestpath" or "action" or "method";

    private void VisitAssignment(IOperation target, IOperation value)
    {
        switch (target)
        {
            case IPropertyReferenceOperation { Arguments: { Length: 1 } key }:
                VisitPair(key[0].Value, value);
                break;
            case IMemberReferenceOperation { Member: var member }:
                VisitNamedValue(member.Name, value);
                break;
        }

        var inAddress = _inAddress;
        _inAddress = _inAddress || (target is IMemberReferenceOperation { Member.Name: var name } && IsAddressName(name));
        Visit(value);
        _inAddress = inAddress;
    }

    /// <summary>A key beside its value, whatever the shape: a dictionary entry, a pair, a parameter of a request.</summary>
    private void VisitPair(IOperation key, IOperation value)
    {
        foreach (var name in ConstantText.Of(key))
        {
            if (!name.Contains('/'))
            {
                VisitNamedValue(name, value);
            }
        }
    }

    private void VisitNamedValue(string name, IOperation value)
    {
        if (PayloadTexts.IsGrantKey(name))
        {
            var grants = Values(value).ToList();
            if (grants.Any(PayloadTexts.IsRefreshGrant))
            {
                Payload.RefreshGrant = true;
            }
            else if (grants.Count == 0 && Contributions.Anchor(value) is not IParameterSymbol and not null)
            {
                Payload.OpenGrant = true;
            }
        }
        else if (Words.NamesRefreshToken(name) || (Words.Plain(name) == "refresh" && value.Type?.SpecialType == SpecialType.System_String))
        {
            if (IsOwn)
            {
                Payload.AddKeyed(value);
            }
            else
            {
                Payload.BuilderCarriesToken = true;
            }
        }
    }

    // A grant type that a local holds is as constant as one in place.
    private IEnumerable<string> Values(IOperation value)
    {
        var unwrapped = value.Unwrap();
        return unwrapped is ILocalReferenceOperation local
            ? reader.Contributions(_body).Whole(local.Local).SelectMany(assigned => ConstantText.Of(assigned))
            : ConstantText.Of(unwrapped);
    }

    private void AddNamed(IOperation value)
    {
        if (_inToken)
        {
            return;
        }

        if (IsOwn)
        {
            Payload.AddNamed(value);
        }
        else
        {
            Payload.BuilderCarriesToken = true;
        }
    }

    private void AddHolder(IOperation value)
    {
        if (IsOwn)
        {
            Payload.AddHolder(value);
        }
    }
}
