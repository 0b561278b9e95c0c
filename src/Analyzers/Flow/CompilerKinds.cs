using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Kinds of operations that the oldest compiler in which the analyzer runs has no name for.</summary>
internal static class CompilerKinds
{
    /// <summary><c>[first, second]</c>, and the arguments of a <c>params</c> span.</summary>
    public const OperationKind CollectionExpression = (OperationKind)127;
}
