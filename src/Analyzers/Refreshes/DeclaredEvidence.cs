using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence that the user declares: <c>refreshrace.refresh_methods</c>, or an attribute named <c>RefreshOperationAttribute</c> from any assembly.</summary>
internal sealed class DeclaredEvidence(AnalysisScope scope)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _marked = new(SymbolEqualityComparer.Default);

    public bool Covers(IInvocationOperation call)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (method.MethodKind is MethodKind.DelegateInvoke)
        {
            return false;
        }

        return _marked.GetOrAdd(method, IsMarked) || scope.Options.RefreshMethods(call.Syntax.SyntaxTree).Contains(method);
    }

    private static bool IsMarked(IMethodSymbol method)
    {
        for (var at = method; at is not null; at = at.OverriddenMethod)
        {
            if (HasMark(at))
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
                if (HasMark(member) && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member)?.OriginalDefinition, method))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasMark(ISymbol symbol) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RefreshOperationAttribute");
}
