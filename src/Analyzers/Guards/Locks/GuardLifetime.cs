using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Guards;

/// <summary>RR0005: a lock that belongs to one instance of a type of which every request, scope or circuit gets its own.</summary>
internal sealed class GuardLifetime(GuardServices services)
{
    /// <summary>The name of the short-lived type that owns the lock; null where the lock is shared, or nothing is known about it.</summary>
    public string? Of(IOperation? target, MemberBody body, GuardQuery query, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return null;
        }

        var owner = OwnerOf(target, body, cancellationToken);
        return owner is not null && services.Lifetimes.IsShortLived(owner, cancellationToken) && !KeepsTokenItself(owner, query) && !IsTokenHolder(target) ? owner.Name : null;
    }

    /// <summary>The type one instance of which holds the lock; null for a static one.</summary>
    private INamedTypeSymbol? OwnerOf(IOperation target, MemberBody body, CancellationToken cancellationToken)
    {
        target = target.Unwrap();
        if (target is IInstanceReferenceOperation)
        {
            return body.Member.ContainingType;
        }

        // var semaphore = _semaphores.GetOrAdd(key, …): the map's owner owns the lock.
        if (target is ILocalReferenceOperation local)
        {
            return StateMembers.LocalValue(local.Local, body)?.Unwrap() switch
            {
                IInvocationOperation { Instance: { } map } call when call.TargetMethod.Name is "GetOrAdd" or "TryGetValue" or "get_Item" => OwnerOf(map, body, cancellationToken),
                IFieldReferenceOperation or IPropertyReferenceOperation => OwnerOf(StateMembers.LocalValue(local.Local, body)!, body, cancellationToken),
                _ => null,
            };
        }

        if (StateMembers.SymbolOf(target) is not { IsStatic: false } symbol)
        {
            return null;
        }

        switch (symbol)
        {
            case IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } injected:
                return injected.Type as INamedTypeSymbol;
            case IFieldSymbol or IPropertySymbol when (target as IMemberReferenceOperation)?.Instance is IInstanceReferenceOperation:
                return services.State.InitialValues(symbol, cancellationToken).FirstOrDefault()?.Unwrap() switch
                {
                    IObjectCreationOperation => body.Member.ContainingType,
                    IParameterReferenceOperation injected => injected.Type as INamedTypeSymbol,
                    _ => null,
                };
            default:
                return null;
        }
    }

    // lock (_store) { … _store.Token … }: the object that holds the token is exactly as wide as the token.
    private static bool IsTokenHolder(IOperation target) =>
        target.Unwrap() is not IInstanceReferenceOperation && target.Type is { } type
        && (Vocabulary.HoldsRefreshToken(type) || type.AllInterfaces.Prepend(type).SelectMany(part => part.GetMembers()).Any(member => member is IPropertySymbol { IsStatic: false, Type: var held } && Vocabulary.HoldsRefreshToken(held)));

    // Where each instance has its own session, a lock per instance is as wide as the token.
    private static bool KeepsTokenItself(INamedTypeSymbol owner, GuardQuery query)
    {
        var (tokens, body) = (query.Tokens, query.Body);
        for (var frame = query.Callee; tokens.IsDefaultOrEmpty && frame is not null; frame = frame.Callee)
        {
            (tokens, body) = (frame.Tokens, frame.Body);
        }

        if (tokens.IsDefaultOrEmpty || !SymbolEqualityComparer.Default.Equals(body.Member.ContainingType?.OriginalDefinition, owner.OriginalDefinition))
        {
            return false;
        }

        var reads = ValueSources.Of(tokens, body).Reads;
        return !reads.IsEmpty && reads.All(read => StateMembers.OwnMember(read) is { IsStatic: false } member && !IsService(member is IFieldSymbol field ? field.Type : (member as IPropertySymbol)?.Type));
    }

    private static bool IsService(ITypeSymbol? type) =>
        type is null || type.TypeKind == TypeKind.Interface
        || new[] { "Options", "Store", "Storage", "Service", "Manager", "Provider", "Context", "Accessor", "Client", "Cache", "Repository" }.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));
}
