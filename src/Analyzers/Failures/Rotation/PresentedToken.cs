using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>The refresh token that a call presents, and the other expressions of its member that are the same one: the local that it was read into, the member that it was read from.</summary>
internal sealed class PresentedToken(IOperation token, MemberBody body)
{
    private readonly IOperation _source = SourceOf(token.Unwrap(), body);

    public bool Is(IOperation value)
    {
        var source = SourceOf(value.Unwrap(), body);
        return source switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(source), StateMembers.SymbolOf(_source)),
            IMemberReferenceOperation or IInvocationOperation => source.Syntax.IsEquivalentTo(_source.Syntax, topLevel: false),
            _ => false,
        };
    }

    // A local that is set once is what it was set to; one that is set again may be anything.
    private static IOperation SourceOf(IOperation value, MemberBody body)
    {
        if (value is not ILocalReferenceOperation { Local: var local })
        {
            return value;
        }

        IOperation? initial = null;
        foreach (var at in body.Root.Descendants())
        {
            switch (at)
            {
                case IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local):
                    initial = declarator.GetVariableInitializer()?.Value.Unwrap();
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation target } when SymbolEqualityComparer.Default.Equals(target.Local, local):
                    return value;
            }
        }

        return initial is IMemberReferenceOperation or IParameterReferenceOperation ? initial : value;
    }
}
