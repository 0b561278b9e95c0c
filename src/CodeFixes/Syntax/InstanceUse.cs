using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Whether code works with the object in whose member it stands: a core that does not is static.</summary>
internal static class InstanceUse
{
    public static bool In(IEnumerable<SyntaxNode> code, SemanticModel model) =>
        code.Any(node => model.GetOperation(node) is not { } operation || operation.DescendantsAndSelf().Any(IsUse));

    // A parameter of the type itself is a field of the object.
    private static bool IsUse(IOperation operation) => operation switch
    {
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };
}
