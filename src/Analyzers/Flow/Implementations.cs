using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Flow;

/// <summary>The methods of this compilation that a call of an interface, abstract or virtual method can run.</summary>
internal sealed class Implementations(Compilation compilation)
{
    // A contract with more implementations than this is a framework's; nothing is said about it.
    private const int MaxImplementations = 8;

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _known = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types = new(() => TypesOf(compilation));

    /// <summary>The method itself where it has a body, else all that implement or override it here; empty when there are none or too many.</summary>
    public ImmutableArray<IMethodSymbol> Of(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return _known.TryGetValue(method, out var known) ? known : _known.GetOrAdd(method, Find(method));
    }

    private ImmutableArray<IMethodSymbol> Find(IMethodSymbol method)
    {
        if (method is { IsAbstract: false, ContainingType.TypeKind: not TypeKind.Interface })
        {
            return ImmutableArray.Create(method);
        }

        var found = ImmutableArray.CreateBuilder<IMethodSymbol>();
        foreach (var type in _types.Value)
        {
            var candidate = method.ContainingType.TypeKind == TypeKind.Interface ? Implementing(type, method) : Overriding(type, method);
            if (candidate is { IsAbstract: false } && !found.Contains(candidate, SymbolEqualityComparer.Default))
            {
                if (found.Count == MaxImplementations)
                {
                    return ImmutableArray<IMethodSymbol>.Empty;
                }

                found.Add(candidate);
            }
        }

        return found.OrderBy(PlaceOf, StringComparer.Ordinal).ToImmutableArray();
    }

    // Types come in the order of their files, which is the host's; verdicts name the first that is flawed.
    private static string PlaceOf(IMethodSymbol method) => method.GetDocumentationCommentId() ?? method.Name;

    private static IMethodSymbol? Implementing(INamedTypeSymbol type, IMethodSymbol promise)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, promise.ContainingType))
            {
                foreach (var member in contract.GetMembers(promise.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, promise))
                    {
                        return (type.FindImplementationForInterfaceMember(member) as IMethodSymbol)?.OriginalDefinition;
                    }
                }
            }
        }

        return null;
    }

    private static IMethodSymbol? Overriding(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var member in type.GetMembers(method.Name))
        {
            for (var at = (member as IMethodSymbol)?.OverriddenMethod; at is not null; at = at.OverriddenMethod)
            {
                if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, method))
                {
                    return (IMethodSymbol)member;
                }
            }
        }

        return null;
    }

    private static ImmutableArray<INamedTypeSymbol> TypesOf(Compilation compilation)
    {
        var types = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
        var pending = new Stack<INamespaceOrTypeSymbol>();
        pending.Push(compilation.Assembly.GlobalNamespace);
        while (pending.Count > 0)
        {
            foreach (var member in pending.Pop().GetMembers())
            {
                switch (member)
                {
                    case INamespaceSymbol space:
                        pending.Push(space);
                        break;
                    case INamedTypeSymbol type:
                        pending.Push(type);
                        if (type.TypeKind is TypeKind.Class or TypeKind.Struct)
                        {
                            types.Add(type);
                        }

                        break;
                }
            }
        }

        return types.ToImmutable();
    }
}
