using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Answers the third question, "what guards it?", for one call in one member. The walk over the callers is not its business.</summary>
internal sealed class GuardJudge
{
    private readonly GuardServices _services;
    private readonly DelegateChainJudge _chains;

    public GuardJudge(AnalysisScope scope, InstanceLifetimes lifetimes)
    {
        _services = new GuardServices(scope, lifetimes);
        _chains = new DelegateChainJudge(_services);
    }

    /// <param name="body">The member around the call.</param>
    /// <param name="call">The refresh, the call that leads to it, or the reference to a method group that does.</param>
    /// <param name="tokens">What the call presents as the refresh token; may be empty.</param>
    /// <param name="callee">The next deeper frame, so that a second look that sits in the guarded callee counts; null for the deepest frame.</param>
    public GuardVerdict Judge(MemberBody body, IOperation call, ImmutableArray<IOperation> tokens, CallFrame? callee, CancellationToken cancellationToken)
    {
        if (_services.IsDeclaredGuard(body.Member, call.Syntax.SyntaxTree))
        {
            return GuardVerdict.Held(call, body.Member.Name);
        }

        if (callee is not null && MissingTokens.At(call, tokens, _services.PresenceTests))
        {
            return GuardVerdict.Held(call);
        }

        // A caller that does not force the refresh leaves the second look in place, so that the guard below holds for it.
        if (callee?.Forced is { } forced && forced.Override.IsDeclinedBy(call))
        {
            return GuardVerdict.Held(forced.Guard);
        }

        var query = new GuardQuery(body, tokens.IsDefault ? ImmutableArray<IOperation>.Empty : tokens, callee, LooksDeeper: false);
        var verdict = call is IMethodReferenceOperation
            ? _chains.AtFunction(new DelegateChain(query, ImmutableArray.Create(call)), call, 0, cancellationToken)
            : _chains.At(new DelegateChain(query, ImmutableArray.Create(call)), 0, cancellationToken);
        return verdict.Forced is null && HandedOn(body, call, callee) is { } handedOn ? verdict with { Forced = handedOn } : verdict;
    }

    /// <summary>The guard below whose override the member leaves to its own caller.</summary>
    private static ForcedGuard? HandedOn(MemberBody body, IOperation call, CallFrame? callee) =>
        callee?.Forced is { } forced
        && call.ArgumentFor(forced.Override.Parameter)?.Unwrap() is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } passed }
        && SymbolEqualityComparer.Default.Equals(passed.ContainingSymbol, body.Member)
            ? forced with { Override = forced.Override with { Parameter = passed } }
            : null;
}
