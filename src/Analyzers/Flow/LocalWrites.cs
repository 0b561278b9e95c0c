using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>The operations of one member that give a local a value, whole or in part, in the order of the code. The member is read once.</summary>
internal sealed class LocalWrites
{
    private readonly Dictionary<ISymbol, List<IOperation>> _writes = new(SymbolEqualityComparer.Default);

    public LocalWrites(MemberBody body)
    {
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            WorkCounter.Add(WorkKind.Steps);
            foreach (var local in TargetsOf(operation))
            {
                (_writes.TryGetValue(local, out var list) ? list : _writes[local] = []).Add(operation);
            }
        }
    }

    public IReadOnlyList<IOperation> Of(ILocalSymbol local) => _writes.TryGetValue(local, out var list) ? list : [];

    private static IEnumerable<ISymbol> TargetsOf(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator => [declarator.Symbol],
        IDeconstructionAssignmentOperation deconstruction =>
            deconstruction.Target.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(target => (ISymbol)target.Local).Distinct(SymbolEqualityComparer.Default),
        IAssignmentOperation assignment => LocalAt(ValueSources.RootOf(assignment.Target)),
        IForEachLoopOperation loop => loop.Locals,
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => LocalAt(ValueSources.RootOf(argument.Value)),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => [declared],
        IInvocationOperation { Instance: { } receiver, TargetMethod.ReturnsVoid: true } => LocalAt(receiver.Unwrap()),
        _ => [],
    };

    private static IEnumerable<ISymbol> LocalAt(IOperation operation) => operation is ILocalReferenceOperation local ? [local.Local] : [];
}
