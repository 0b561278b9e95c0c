using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>The call, and outwards each use of the function that holds it. All families judge such a chain.</summary>
internal sealed record DelegateChain(GuardQuery Query, ImmutableArray<IOperation> Places)
{
    public MemberBody Body => Query.Body;

    /// <summary>The outermost place: where a guard would have to be held now.</summary>
    public IOperation Place => Places[Places.Length - 1];

    public DelegateChain Outwards(IOperation place) => this with { Places = Places.Add(place) };

    /// <summary>What the cancellation tokens of the shared work come from: a parameter of the member, which belongs to the caller that happened to be first.</summary>
    public IOperation? CallerToken()
    {
        foreach (var place in Places)
        {
            foreach (var argument in ArgumentsOf(place))
            {
                if (argument.Type?.Name == "CancellationToken"
                    && argument.Unwrap() is IParameterReferenceOperation parameter
                    && SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, Body.Member))
                {
                    return argument;
                }
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> ArgumentsOf(IOperation call) =>
        call is IInvocationOperation invocation ? invocation.Arguments.Select(argument => argument.Value) : [];
}
