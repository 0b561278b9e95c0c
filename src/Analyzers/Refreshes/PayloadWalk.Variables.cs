using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

// Variables: what the member puts into its locals, parameters and fields on the way to the send.
internal sealed partial class PayloadWalk
{
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

        _notes.AddAddressName(symbol.Name);
        var isToken = Vocabulary.NamesRefreshToken(symbol.Name) && !asMember;
        if (isToken)
        {
            _notes.AddNamed(reference);
        }
        else if (!asMember && reference is not IPropertyReferenceOperation { Arguments.Length: > 0 } && Vocabulary.HoldsRefreshToken(reference.Type))
        {
            _notes.AddHolder(reference);
            if (reference is IParameterReferenceOperation && reference.Type is { } request && request.Name.Has("refresh") && DefaultGrant.IsRefresh(request))
            {
                // The caller made the request; what it is, its type says.
                Payload.RefreshGrant = true;
            }
        }

        if (reference is IPropertyReferenceOperation { Arguments: { Length: > 0 } keys } indexer)
        {
            // store["refresh_token"] reads the token.
            if (keys.Any(key => ConstantText.Of(key.Value).Any(Vocabulary.NamesRefreshToken)))
            {
                _notes.AddNamed(indexer);
            }
        }

        if (VariableWrites.Variable(reference) is { } variable)
        {
            if (_seen.Add(variable))
            {
                var inToken = _notes.InToken;
                _notes.InToken |= isToken;
                var values = reader.WritesOf(_body).Whole(variable);
                foreach (var value in values.Count <= MaxValues ? values : [])
                {
                    Visit(value);
                }

                if (!asMember)
                {
                    VisitParts(variable, null);
                }

                VisitInitialValue(variable);
                _notes.InToken = inToken;
            }
        }
        else if (reference is IMemberReferenceOperation { Instance: { } instance } read)
        {
            Visit(TextPutInto(read, instance) ?? instance, asMember: true);
        }
    }

    // credentials.AccessToken of new Credentials { AccessToken = a, RefreshToken = b } is a, whatever else stands beside it.
    private IOperation? TextPutInto(IMemberReferenceOperation read, IOperation instance)
    {
        if (read.Type?.SpecialType != SpecialType.System_String || VariableWrites.Variable(instance.Unwrap()) is not { } holder)
        {
            return null;
        }

        return reader.WritesOf(_body).Whole(holder) is { Count: 1 } made
            && made[0].Unwrap() is IObjectCreationOperation { Initializer.Initializers: var parts }
            ? parts.OfType<ISimpleAssignmentOperation>().FirstOrDefault(part =>
                part.Target is IMemberReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Member, read.Member))?.Value
            : null;
    }

    private void VisitParts(ISymbol variable, IOperation? except)
    {
        foreach (var part in reader.PartsOf(variable, _body, cancellationToken))
        {
            if (part != except)
            {
                Visit(part);
            }
        }
    }

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

        if (member is not (IFieldSymbol { IsReadOnly: true } or IPropertySymbol { IsReadOnly: true }))
        {
            return;
        }

        if (member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is { } declaration
            && scope.Bodies.Containing(declaration, cancellationToken) is { Root: ISymbolInitializerOperation initializer } initial)
        {
            VisitElsewhere(initial, initializer.Value);
        }

        foreach (var constructor in member.IsStatic ? member.ContainingType.StaticConstructors : member.ContainingType.InstanceConstructors)
        {
            if (scope.Bodies.Of(constructor, cancellationToken) is { } filler)
            {
                VisitValues(filler, reader.WritesOf(filler).Whole(member).Concat(reader.WritesOf(filler).Parts(member)));
            }
        }
    }
}
