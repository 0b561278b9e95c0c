using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence that the user declares: <c>refreshrace.refresh_methods</c>, or an attribute named <c>RefreshOperationAttribute</c> from any assembly.</summary>
internal sealed class DeclaredEvidence(AnalysisScope scope)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _marked = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the operation calls a declared method, or reads a declared property.</summary>
    public bool Covers(IOperation operation)
    {
        ISymbol? member = operation switch
        {
            IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } method } => (method.ReducedFrom ?? method).OriginalDefinition,
            IPropertyReferenceOperation { Property: var property } => property.OriginalDefinition,
            _ => null,
        };
        return member is not null && (_marked.GetOrAdd(member, IsMarked) || scope.Options.RefreshMethods(operation.Syntax.SyntaxTree).Contains(member));
    }

    private static bool IsMarked(ISymbol method)
    {
        for (var at = method; at is not null; at = (at as IMethodSymbol)?.OverriddenMethod)
        {
            if (DeclaredNames.HasMark(at))
            {
                return true;
            }
        }

        if (method.ContainingType is not { } type)
        {
            return false;
        }

        foreach (var implemented in type.AllInterfaces)
        {
            foreach (var member in implemented.GetMembers(method.Name))
            {
                if (DeclaredNames.HasMark(member) && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member)?.OriginalDefinition, method))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
