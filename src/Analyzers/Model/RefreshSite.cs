using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Model;

/// <summary>What makes a call a refresh, strongest first.</summary>
internal enum EvidenceKind
{
    /// <summary>A method of a known SDK, or a known request type handed to any method.</summary>
    Catalogue,

    /// <summary>An outgoing request whose <c>grant_type</c> is <c>refresh_token</c>.</summary>
    Grant,

    /// <summary>An outgoing request to a refresh endpoint that carries a refresh token.</summary>
    Endpoint,

    /// <summary>Named in <c>refreshrace.refresh_methods</c> or marked with a <c>RefreshOperationAttribute</c>.</summary>
    Declared,

    /// <summary>A method without a visible body whose name says refresh and which takes or returns a refresh token.</summary>
    Shape,

    /// <summary>The name alone: RR0101 only.</summary>
    Name,
}

/// <summary>How sure the evidence is. Only <see cref="Likely"/> and above may become a warning.</summary>
internal enum EvidenceStrength
{
    Weak,
    Likely,
    Strong,
    Certain,
}

/// <summary>The answer to "is it a refresh?": one operation that sends a refresh token to whoever redeems it.</summary>
/// <param name="Operation">The call that sends; the diagnostic is reported on it.</param>
/// <param name="Body">The member around the call.</param>
/// <param name="Name">The member to name in the message, e.g. <c>RefreshTokenAsync</c>.</param>
/// <param name="Tokens">Operations whose value is the refresh token that the call presents; empty where none is visible (a client that holds its own).</param>
internal sealed record RefreshCall(
    EvidenceKind Kind,
    EvidenceStrength Strength,
    IOperation Operation,
    MemberBody Body,
    string Name,
    ImmutableArray<IOperation> Tokens);

/// <summary>Where the refresh token of a frame comes from.</summary>
internal enum TokenOrigin
{
    /// <summary>No token expression is visible: whoever makes the call owns the session.</summary>
    Invisible,

    /// <summary>A parameter of this member: a pass-through, the owner is a caller.</summary>
    Parameter,

    /// <summary>A field, property, store, cookie, cache: this member is the owner.</summary>
    State,
}

/// <summary>One call on the way from an entry point to the refresh. The deepest frame holds the refresh itself.</summary>
/// <param name="Body">The member in which the call stands.</param>
/// <param name="Call">The call in that member: the refresh, or the call (or method reference) that leads to <paramref name="Callee"/>.</param>
/// <param name="Callee">The next deeper frame; null for the deepest.</param>
/// <param name="Tokens">What this frame hands on as the refresh token.</param>
internal sealed record CallFrame(MemberBody Body, IOperation Call, CallFrame? Callee, ImmutableArray<IOperation> Tokens, TokenOrigin Origin)
{
    public int Depth => Callee is null ? 0 : Callee.Depth + 1;

    public CallFrame Deepest => Callee is null ? this : Callee.Deepest;
}

/// <summary>What is wrong with a guard; each flaw has a rule of its own.</summary>
internal enum GuardFlaw
{
    None,

    /// <summary>RR0003.</summary>
    NoRecheck,

    /// <summary>RR0004.</summary>
    TokenReadBeforeGuard,

    /// <summary>RR0005.</summary>
    TooNarrow,

    /// <summary>RR0006.</summary>
    NotAtomic,

    /// <summary>RR0007.</summary>
    FailureCached,

    /// <summary>RR0008.</summary>
    CallerCancellation,

    /// <summary>RR0009.</summary>
    KeyNotFromToken,

    /// <summary>RR0013.</summary>
    SingleFlightMisused,

    /// <summary>RR0014.</summary>
    NotReleased,
}

/// <summary>The answer to "what guards it?" for one call in one member.</summary>
/// <param name="Found">Whether any guard stands around the call, right or wrong.</param>
/// <param name="Flaw">The most specific thing wrong with it; <see cref="GuardFlaw.None"/> with <paramref name="Found"/> means the call is guarded.</param>
/// <param name="Guard">The operation that takes the guard (the wait, the lock, the assignment of the shared task); an additional location.</param>
/// <param name="Detail">What the message says about the guard, e.g. the name of the lock; may be empty.</param>
internal sealed record GuardVerdict(bool Found, GuardFlaw Flaw, IOperation? Guard, string Detail)
{
    public static readonly GuardVerdict None = new(false, GuardFlaw.None, null, "");

    public bool Holds => Found && Flaw == GuardFlaw.None;

    public static GuardVerdict Held(IOperation guard, string detail = "") => new(true, GuardFlaw.None, guard, detail);

    public static GuardVerdict Flawed(GuardFlaw flaw, IOperation guard, string detail = "") => new(true, flaw, guard, detail);

    /// <summary>Over several ways to one call: it is guarded where all of them are, and one without a guard is enough for another caller to come through.</summary>
    public static GuardVerdict Worst(IEnumerable<GuardVerdict> verdicts)
    {
        GuardVerdict? worst = null;
        foreach (var verdict in verdicts)
        {
            if (!verdict.Found)
            {
                return None;
            }

            worst = worst is null || worst.Holds ? verdict : worst;
        }

        return worst ?? None;
    }
}

/// <summary>What happens to the failure of a refresh.</summary>
internal enum FailureKind
{
    /// <summary>RR0002.</summary>
    Swallowed,

    /// <summary>RR0010.</summary>
    SessionDestroyed,

    /// <summary>RR0011.</summary>
    Retried,

    /// <summary>RR0012.</summary>
    RotationDiscarded,
}

/// <summary>The answer to "what happens to its failure?": one place that mistreats it.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Place">The syntax to report on: the <c>catch</c> keyword's clause, the non-success branch, the loop, the call whose result is dropped.</param>
/// <param name="Detail">What the message says, e.g. "returns null".</param>
/// <param name="Doubtful">True where an expert might disagree: reported as Info.</param>
/// <param name="MustStay">Whether letting the failure go on would mend nothing: a caller would mistreat it, or another way to tokens, which follows here, would be lost.</param>
internal sealed record FailureFinding(FailureKind Kind, SyntaxNode Place, string Detail, bool Doubtful = false, bool MustStay = false, bool? HoldsOnFailure = null);
