using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Model;

/// <summary>The answer to "what guards it?" for one call in one member.</summary>
/// <param name="Found">Whether any guard stands around the call, right or wrong.</param>
/// <param name="Flaw">The most specific thing wrong with it; <see cref="GuardFlaw.None"/> with <paramref name="Found"/> means the call is guarded.</param>
/// <param name="Guard">The operation that takes the guard (the wait, the lock, the assignment of the shared task); an additional location.</param>
/// <param name="Detail">What the message says about the guard, e.g. the name of the lock; may be empty.</param>
internal sealed record GuardVerdict(bool Found, GuardFlaw Flaw, IOperation? Guard, string Detail)
{
    public static readonly GuardVerdict None = new(false, GuardFlaw.None, null, "");

    /// <summary>Set where the flaw is only that a parameter of the member jumps over the second look: a caller that declines is guarded.</summary>
    public ForcedGuard? Forced { get; init; }

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
