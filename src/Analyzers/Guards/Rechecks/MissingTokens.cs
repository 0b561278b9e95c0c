using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Calls on the branch where there is no refresh token: nothing is redeemed there, so nothing needs a guard.</summary>
internal static class MissingTokens
{
    // A test of the token stands right around the call; further out than this it is a test of something else.
    private const int MaxBranches = 3;

    /// <summary>Whether an <c>if</c> around the call has just said that what the call presents, or the refresh token that the code names, is missing.</summary>
    public static bool At(IOperation call, ImmutableArray<IOperation> tokens, PresenceTests existence)
    {
        var (branches, inner) = (0, call);
        for (var at = call.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation) && branches < MaxBranches; inner = at, at = at.Parent)
        {
            if (at is not IConditionalOperation branch || inner == branch.Condition)
            {
                continue;
            }

            branches++;
            var condition = branch.Condition.Unwrap();
            if (existence.WhenTrue(condition) is { } exists && exists == (inner == branch.WhenFalse) && Asked(condition) is { } asked && IsToken(asked, tokens))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? Asked(IOperation condition) => condition switch
    {
        IIsPatternOperation test => test.Value.Unwrap(),
        IInvocationOperation { Instance: null, Arguments: { Length: 1 } arguments } => arguments[0].Value.Unwrap(),
        IBinaryOperation comparison => comparison.LeftOperand.Unwrap(),
        _ => null,
    };

    private static bool IsToken(IOperation asked, ImmutableArray<IOperation> tokens)
    {
        if (SymbolOf(asked) is not { } symbol)
        {
            return false;
        }

        return tokens.IsDefaultOrEmpty
            ? symbol.Name.Replace("_", "").IndexOf("refreshtoken", StringComparison.OrdinalIgnoreCase) >= 0
            : tokens.Any(token => SymbolEqualityComparer.Default.Equals(SymbolOf(token.Unwrap()), symbol) || ReadsFrom(asked, token.Unwrap(), symbol));
    }

    // var refreshToken = state.RefreshToken; if (refreshToken is null) return await RefreshAsync(state): the call presents the object that holds the token.
    private static bool ReadsFrom(IOperation asked, IOperation presented, ISymbol symbol) =>
        symbol.Name.Replace("_", "").IndexOf("refreshtoken", StringComparison.OrdinalIgnoreCase) >= 0
        && SymbolOf(presented) is { } holder
        && (asked is ILocalReferenceOperation { Local: var local }
            ? Initializer(asked, local) is { } value && value.DescendantsAndSelf().Any(read => SymbolEqualityComparer.Default.Equals(SymbolOf(read), holder))
            : asked.DescendantsAndSelf().Any(read => SymbolEqualityComparer.Default.Equals(SymbolOf(read), holder)));

    private static IOperation? Initializer(IOperation at, ILocalSymbol local)
    {
        var root = at;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.DescendantsAndSelf().OfType<IVariableDeclaratorOperation>().FirstOrDefault(declared => SymbolEqualityComparer.Default.Equals(declared.Symbol, local))?.GetVariableInitializer()?.Value;
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };
}
