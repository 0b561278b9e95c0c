using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>A place that gives variables a value.</summary>
/// <param name="Value">What they are given; of an <c>out</c> argument, the call.</param>
/// <param name="Targets">The variables.</param>
/// <param name="IsOut">Whether the value comes out of a call's argument.</param>
internal sealed record ValueWrite(IOperation Value, IReadOnlyList<ISymbol> Targets, bool IsOut)
{
    /// <summary>The write that an operation makes; null where it makes none.</summary>
    public static ValueWrite? Of(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value => new(value, [declarator.Symbol], false),
        ISimpleAssignmentOperation assignment when TargetOf(assignment.Target) is { } target => new(assignment.Value, [target], false),
        IDeconstructionAssignmentOperation deconstruction =>
            new(deconstruction.Value, deconstruction.Target.DescendantsAndSelf().Select(TargetOf).OfType<ISymbol>().ToList(), false),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared, Parent: IIsPatternOperation test } => new(test.Value, [declared], false),
        IRecursivePatternOperation { DeclaredSymbol: { } declared, Parent: IIsPatternOperation test } => new(test.Value, [declared], false),
        IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation call } argument when TargetOf(argument.Value) is { } target => new(call, [target], true),
        _ => null,
    };

    private static ISymbol? TargetOf(IOperation target) =>
        target is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } ? local.Local : BodyIndex.VariableOf(target);
}
