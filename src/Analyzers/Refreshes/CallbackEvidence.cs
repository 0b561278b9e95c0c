using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence by the callback: a call is handed a refresh token and a lambda that takes the new one out of its argument. Whatever lies between, a queue or an event loop, the exchange is here.</summary>
internal static class CallbackEvidence
{
    public static bool Covers(IInvocationOperation call) =>
        call.Arguments.Any(argument => LambdaIn(argument) is { } callback && TakesNewToken(callback))
        && !NeverARefresh.IsOther(call.TargetMethod)
        && !TokensOf(call).IsEmpty;

    /// <summary>The refresh tokens that the call is handed, beside the callback.</summary>
    public static ImmutableArray<IOperation> TokensOf(IInvocationOperation call) =>
        call.Arguments.Where(argument => LambdaIn(argument) is null).SelectMany(argument => argument.Value.DescendantsAndSelf()).Where(NamesToken).ToImmutableArray();

    private static IAnonymousFunctionOperation? LambdaIn(IArgumentOperation argument) =>
        argument.Value.Unwrap() is IDelegateCreationOperation { Target: IAnonymousFunctionOperation callback } ? callback : null;

    // reply => Keep(new Player { RefreshToken = reply.refresh_token }), answer => _tokens = answer.
    private static bool TakesNewToken(IAnonymousFunctionOperation callback) => callback.Body.Descendants().Any(at =>
        at is IMemberReferenceOperation { Instance: { } instance, Member.Name: var name } && Vocabulary.NamesRefreshToken(name) && ValueSources.RootOf(instance) is IParameterReferenceOperation { Parameter: var answer } && IsOf(answer, callback)
        || at is IAssignmentOperation { Target: IMemberReferenceOperation, Value: var value } && value.Unwrap() is IParameterReferenceOperation { Parameter: var whole } && IsOf(whole, callback) && Vocabulary.HoldsRefreshToken(whole.Type));

    private static bool IsOf(IParameterSymbol parameter, IAnonymousFunctionOperation callback) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, callback.Symbol);

    private static bool NamesToken(IOperation at) => at is IMemberReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation && at.Type?.SpecialType == SpecialType.System_String && Vocabulary.NamesRefreshToken(StateMembers.SymbolOf(at)?.Name ?? "");
}
