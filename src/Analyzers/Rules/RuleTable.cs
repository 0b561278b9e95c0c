using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Rules;

/// <summary>Which rule reports what: a row per flaw of a guard, and one per mistreatment of a failure.</summary>
internal static class RuleTable
{
    public static ImmutableArray<RaceRule> Races { get; } = ImmutableArray.Create(
        new RaceRule(GuardFlaw.None, Descriptors.RR0001_Unguarded, DetailForm.Sender),
        new RaceRule(GuardFlaw.NotReleased, Descriptors.RR0014_GuardNotReleased, DetailForm.AsIs),
        new RaceRule(GuardFlaw.SingleFlightMisused, Descriptors.RR0013_SingleFlightMisused, DetailForm.AsIs),
        new RaceRule(GuardFlaw.TooNarrow, Descriptors.RR0005_GuardTooNarrow, DetailForm.AsIs),
        new RaceRule(GuardFlaw.FailureCached, Descriptors.RR0007_FailureCached, DetailForm.Parenthesised),
        new RaceRule(GuardFlaw.NotAtomic, Descriptors.RR0006_SharingNotAtomic, DetailForm.Parenthesised),
        new RaceRule(GuardFlaw.TokenReadBeforeGuard, Descriptors.RR0004_TokenReadBeforeGuard, DetailForm.Parenthesised),
        new RaceRule(GuardFlaw.KeyNotFromToken, Descriptors.RR0009_KeyNotFromToken, DetailForm.Parenthesised),
        new RaceRule(GuardFlaw.CallerCancellation, Descriptors.RR0008_CallerCancellation, DetailForm.Parenthesised),
        new RaceRule(GuardFlaw.NoRecheck, Descriptors.RR0003_LockWithoutRecheck, DetailForm.LockName));

    public static ImmutableArray<FailureRule> Failures { get; } = ImmutableArray.Create(
        new FailureRule(FailureKind.Swallowed, Descriptors.RR0002_FailureSwallowed, Descriptors.RR0102_PossiblySwallowed),
        new FailureRule(FailureKind.SessionDestroyed, Descriptors.RR0010_SessionDestroyed, Descriptors.RR0110_SessionPossiblyDestroyed),
        new FailureRule(FailureKind.Retried, Descriptors.RR0011_RefreshRetried, Descriptors.RR0011_RefreshRetried),
        new FailureRule(FailureKind.RotationDiscarded, Descriptors.RR0012_RotationDiscarded, Descriptors.RR0112_RotationPossiblyDiscarded));

    /// <summary>The rule for a race with that flaw.</summary>
    public static RaceRule Of(GuardFlaw flaw) => Races.Single(rule => rule.Flaw == flaw);

    /// <summary>The rule for that mistreatment of a failure.</summary>
    public static DiagnosticDescriptor Of(FailureKind kind, bool isDoubtful)
    {
        var rule = Failures.Single(rule => rule.Kind == kind);
        return isDoubtful ? rule.Doubtful : rule.Certain;
    }
}
