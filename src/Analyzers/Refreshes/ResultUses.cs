using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What a member does with the text that a call gives back: evidence by what flows, where the signature says nothing.</summary>
internal static class ResultUses
{
    /// <summary>Whether the result goes into an authorization header, or into a member that is named for a token.</summary>
    public static bool AsCredential(IInvocationOperation call, MemberBody body)
    {
        var whole = call.Whole();
        return IsCredential(whole) || (LocalOf(whole) is { } local && body.Root.Descendants().Any(at =>
            at is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local) && IsCredential(use)));
    }

    private static ILocalSymbol? LocalOf(IOperation whole) => whole.Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    private static bool IsCredential(IOperation value)
    {
        for (var at = value.Parent; at is IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IArgumentOperation or IInterpolationOperation or IInterpolatedStringOperation or IBinaryOperation; at = at.Parent)
        {
            switch (at.Parent)
            {
                case IObjectCreationOperation { Type.Name: "AuthenticationHeaderValue" }:
                    return true;
                case IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name } } when Vocabulary.NamesAccessToken(name) || name == "Authorization":
                    return true;
            }
        }

        return value.Parent is IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var member } } && Vocabulary.NamesAccessToken(member);
    }
}
