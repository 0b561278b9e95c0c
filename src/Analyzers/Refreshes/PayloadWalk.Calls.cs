using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

// Calls, creations and assignments: names beside values.
internal sealed partial class PayloadWalk
{
    private void VisitInvocation(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var isRead = TokenReads.Covers(call);
        if (isRead)
        {
            _notes.AddNamed(call);
        }

        // What says nothing of a refresh adds nothing to the payload, and whether it sends does not matter.
        var isAppending = method.Name.StartsWith("Append", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal);
        if (!isAppending && !method.DeclaringSyntaxReferences.IsEmpty && !reader.IsMentionedAt(call, _body))
        {
            return;
        }

        var kind = outgoing.Kind(call, cancellationToken);
        if (kind >= SendKind.Helper || (OutgoingCalls.IsAwaitable(method.ReturnType) && (kind is SendKind.Perhaps or SendKind.Border || isRead || NeverARefresh.IsMediator(method))))
        {
            return;
        }

        Payload.Through.Add(call);
        if (isAppending)
        {
            foreach (var argument in call.Arguments)
            {
                _notes.Appended.Append(ConstantText.Render(argument.Value, static (_, _) => { }) ?? ConstantText.Hole.ToString());
            }
        }

        VisitArguments(call.Arguments);
        VisitNamedContent(call);
        VisitReceiverOfBuilder(call);
        if (LocalFunctions.CodeOf(call) is { } local)
        {
            if (_seen.Add(method.OriginalDefinition))
            {
                Visit(local);
            }
        }
        else if (_builderDepth < MaxBuilderDepth && BodyOf(method) is { } builder && _seen.Add(method.OriginalDefinition) && !outgoing.SendsBlocking(builder, cancellationToken))
        {
            var (grant, address, carries) = (Payload.RefreshGrant, Payload.RefreshAddress, Payload.BuilderCarriesToken);
            VisitElsewhere(builder, builder.Root);
            if (IsOwn && (grant != Payload.RefreshGrant || address != Payload.RefreshAddress || carries != Payload.BuilderCarriesToken))
            {
                Payload.AddBuilder(call);
            }
        }
    }

    // A builder behind an interface or an abstract method speaks by its implementation, where there is but one.
    private MemberBody? BodyOf(IMethodSymbol method) =>
        scope.Bodies.Of(method, cancellationToken)
        ?? (method.IsAbstract && scope.Implementations.Of(method) is { Length: 1 } implementations ? scope.Bodies.Of(implementations[0], cancellationToken) : null);

    private void VisitReceiverOfBuilder(IInvocationOperation call)
    {
        if (call.Instance is { } receiver and not IInstanceReferenceOperation)
        {
            Visit(receiver);
        }
    }

    // content.Add(new StringContent(token), "refresh_token"): the part of a form comes before its name.
    private void VisitNamedContent(IInvocationOperation call)
    {
        if (call is { TargetMethod: { Name: "Add", ContainingType: var form }, Arguments: { Length: >= 2 } parts }
            && SymbolEqualityComparer.Default.Equals(form, scope.Symbols.Type("System.Net.Http.MultipartFormDataContent")))
        {
            var part = parts[0].Value.Unwrap();
            VisitPair(parts[1].Value, part is IObjectCreationOperation { Arguments: { Length: > 0 } content } ? content[0].Value : part);
        }
    }

    private void VisitCreation(IObjectCreationOperation creation)
    {
        VisitArguments(creation.Arguments);
        if (creation.Type is { } type)
        {
            if (Vocabulary.NamesRefreshRequest(type) && IsOwn)
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
        IArgumentOperation? previous = null;
        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            // An address before its content is no key before its value.
            if (previous is not null && !(previous.Parameter is { Name: var before } && Vocabulary.NamesAddress(before)))
            {
                VisitPair(previous.Value, argument.Value);
            }

            previous = argument;
            if (argument.Parameter is { } parameter)
            {
                _notes.AddValue(parameter.Name, argument.Value, Values(argument.Value));
            }

            var inAddress = _notes.InAddress;
            _notes.InAddress = _notes.InAddress || (argument.Parameter is { Name: var name } && Vocabulary.NamesAddress(name));
            Visit(argument.Value);
            _notes.InAddress = inAddress;
        }
    }

    private void VisitAssignment(IOperation target, IOperation value)
    {
        switch (target)
        {
            case IPropertyReferenceOperation { Arguments: { Length: 1 } key }:
                VisitPair(key[0].Value, value);
                break;
            case IMemberReferenceOperation { Member: var member }:
                _notes.AddValue(member.Name, value, Values(value));
                break;
            case IDynamicMemberReferenceOperation { MemberName: var name }:
                _notes.AddValue(name, value, Values(value));
                break;
        }

        var inAddress = _notes.InAddress;
        _notes.InAddress = _notes.InAddress || (target is IMemberReferenceOperation { Member.Name: var address } && Vocabulary.NamesAddress(address));
        Visit(value);
        _notes.InAddress = inAddress;
    }

    /// <summary>A key beside its value, whatever the shape: a dictionary entry, a pair, a parameter of a request.</summary>
    private void VisitPair(IOperation key, IOperation value)
    {
        foreach (var name in Values(key))
        {
            if (!name.Contains('/'))
            {
                _notes.AddValue(name, value, Values(value));
            }
        }
    }

    // A grant type that a local holds is as constant as one in place.
    private IEnumerable<string> Values(IOperation value)
    {
        var unwrapped = value.Unwrap();
        return unwrapped is ILocalReferenceOperation local
            ? reader.WritesOf(_body).Whole(local.Local).SelectMany(assigned => ConstantText.Of(assigned))
            : ConstantText.Of(unwrapped);
    }
}
