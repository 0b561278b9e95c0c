using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Rules;

/// <summary>Every rule, as a table. A severity states certainty: Warning where an expert reviewer agrees nearly every time, Info where the code may be right for reasons it does not show.</summary>
internal static class Descriptors
{
    private const string Category = "Concurrency";
    private const string Reliability = "Reliability";
    private const string Security = "Security";

    /// <remarks>Warning: with the evidence Likely or stronger, an owner in this compilation and concurrent callers, only a guard outside the code could make it right.</remarks>
    public static readonly DiagnosticDescriptor RR0001_Unguarded = Rule(
        "RR0001",
        "Refresh has no single-flight guard",
        "'{0}' redeems a refresh token, but nothing keeps concurrent callers of '{1}' from redeeming the same one; run it in a SingleFlight{2}",
        Category,
        DiagnosticSeverity.Warning,
        "A refresh token is usually single-use. When several callers meet the same expired access token, each redeems the same refresh token: one wins, the others get invalid_grant, and some providers revoke the whole token family.");

    /// <remarks>Warning: the places that may legitimately hide a failure (background loops, event handlers, narrow filters) are exempt.</remarks>
    public static readonly DiagnosticDescriptor RR0002_FailureSwallowed = Rule(
        "RR0002",
        "Renewal failure is swallowed",
        "The failure of '{0}' is swallowed: {1}; rethrow it, or return it in the result, so that callers do not go on as if the renewal had succeeded",
        Reliability,
        DiagnosticSeverity.Warning,
        "A caller that cannot tell a failed renewal from a successful one goes on with a dead token, or signs the user out without knowing why.");

    /// <remarks>Warning: a branch of any kind between entering the guard and the refresh counts as a second look, so its absence is certain.</remarks>
    public static readonly DiagnosticDescriptor RR0003_LockWithoutRecheck = Rule(
        "RR0003",
        "Lock serialises the refresh but does not de-duplicate it",
        "The callers that waited for the lock around '{0}' refresh again, with a token that the first one has consumed: nothing looks again after entering{2}",
        Category,
        DiagnosticSeverity.Warning,
        "A lock makes the refreshes run one after another. Unless the state is read again inside, every waiter still redeems the token.");

    /// <remarks>Warning: the read stands before the wait in the same member, which is plain in the code.</remarks>
    public static readonly DiagnosticDescriptor RR0004_TokenReadBeforeGuard = Rule(
        "RR0004",
        "Refresh token is read before the guard is entered",
        "The refresh token that '{0}' presents is read before the guard is entered: whoever waited presents a token that was consumed meanwhile{2}",
        Category,
        DiagnosticSeverity.Warning,
        "What is read before the wait is old after it. Read the token inside the guard, or key a SingleFlight by the token.");

    /// <remarks>Warning: only where a registration or base type in this compilation shows the shorter lifetime; an unknown lifetime is no finding.</remarks>
    public static readonly DiagnosticDescriptor RR0005_GuardTooNarrow = Rule(
        "RR0005",
        "Guard is narrower than the token it protects",
        "The guard around '{0}' belongs to one instance of '{2}', which is created anew per request, handler, scope or circuit: two instances refresh the same token at once",
        Category,
        DiagnosticSeverity.Warning,
        "An instance lock in a short-lived type excludes nobody. Make the guard static, or move it to a singleton.");

    /// <remarks>Warning: test and set are two steps in the code, with an await or another thread between them.</remarks>
    public static readonly DiagnosticDescriptor RR0006_SharingNotAtomic = Rule(
        "RR0006",
        "In-flight refresh is shared without atomicity",
        "Testing for a refresh in flight and starting '{0}' are two steps: concurrent callers can pass the test together{2}",
        Category,
        DiagnosticSeverity.Warning,
        "'??=', a null test before an assignment, a flag, GetOrAdd with a factory that starts the refresh, and IMemoryCache.GetOrCreateAsync all let two callers start a refresh each.");

    /// <remarks>Warning: no path from the failure to the removal of the entry or the reset of the flag exists.</remarks>
    public static readonly DiagnosticDescriptor RR0007_FailureCached = Rule(
        "RR0007",
        "A failed refresh stays cached",
        "When '{0}' fails, the failure stays{2}: every later caller gets it, or is refused, without a new attempt",
        Category,
        DiagnosticSeverity.Warning,
        "A faulted task that stays in its field or map, and a flag that is reset on success only, end all refreshes after one failure.");

    /// <remarks>Warning: the shared work takes a token that belongs to one caller.</remarks>
    public static readonly DiagnosticDescriptor RR0008_CallerCancellation = Rule(
        "RR0008",
        "One caller's cancellation ends everybody's refresh",
        "The shared refresh '{0}' runs on the cancellation token of the caller that started it: when that caller leaves, all who joined fail, and the rotated token may be lost{2}",
        Category,
        DiagnosticSeverity.Warning,
        "An exchange that is cancelled after the server has rotated the token loses the new one. Shared work must not end because one caller does.");

    /// <remarks>Warning, security: reported only where the slot is static or a singleton's and nothing in its key comes from the token, session or user.</remarks>
    public static readonly DiagnosticDescriptor RR0009_KeyNotFromToken = Rule(
        "RR0009",
        "One flight serves different users",
        "The result of '{0}' is shared under a key that does not come from the token or session: one user can receive another's tokens{2}",
        Security,
        DiagnosticSeverity.Warning,
        "A shared refresh must be keyed by the refresh token, or by what identifies its session.");

    /// <remarks>Warning: neither a look at the store for a newer token nor a test for a definitive rejection stands before the destruction.</remarks>
    public static readonly DiagnosticDescriptor RR0010_SessionDestroyed = Rule(
        "RR0010",
        "Session is destroyed on any renewal failure",
        "A failed '{0}' {1}, whatever the failure: a loser of the race, or a network fault, ends a session that is still alive; test for a definitive rejection and look first whether another caller has rotated the token",
        Reliability,
        DiagnosticSeverity.Warning,
        "invalid_grant from the loser of a race says that its token is consumed, not that the session is dead. A time-out says nothing at all.");

    /// <remarks>Info: some providers do not rotate, and the code does not say which.</remarks>
    public static readonly DiagnosticDescriptor RR0011_RefreshRetried = Rule(
        "RR0011",
        "Refresh is retried",
        "'{0}' is retried with the same refresh token ({1}): when the lost answer had rotated it, the retry is a reuse",
        Reliability,
        DiagnosticSeverity.Info,
        "The outcome of a refresh whose answer was lost is unknown. A retry may present a consumed token, for which some providers revoke the token family.");

    /// <remarks>Warning: the answer has a refresh token, and nothing keeps it.</remarks>
    public static readonly DiagnosticDescriptor RR0012_RotationDiscarded = Rule(
        "RR0012",
        "Rotated refresh token is discarded",
        "The refresh token in the answer of '{0}' is lost: {1}; store it, or the next refresh presents a consumed token",
        Reliability,
        DiagnosticSeverity.Warning,
        "A provider that rotates returns a new refresh token with every exchange and invalidates the old one.");

    /// <remarks>Warning: each form is plain in the code.</remarks>
    public static readonly DiagnosticDescriptor RR0013_SingleFlightMisused = Rule(
        "RR0013",
        "SingleFlight is misused",
        "The SingleFlight around '{0}' does not do its work: {2}",
        Category,
        DiagnosticSeverity.Warning,
        "A flight object per call joins nobody; a disposable result is disposed under the other callers; a delegate that captures the caller's cancellation token lets one caller end the refresh of all.");

    /// <remarks>Warning: a path from taking the guard to the end of the member passes no release, or a release passes no taking.</remarks>
    public static readonly DiagnosticDescriptor RR0014_GuardNotReleased = Rule(
        "RR0014",
        "Guard is not released on every path, never really taken, or released without having been taken",
        "The guard around '{0}' {2}",
        Category,
        DiagnosticSeverity.Warning,
        "A permit that is never given back stops all later refreshes; one that was never taken, or is given back twice, lets two run at once.");

    /// <remarks>Warning: an option that is not read changes what is reported without a word.</remarks>
    public static readonly DiagnosticDescriptor RR0100_MalformedOption = Rule(
        "RR0100",
        "Option of RefreshRace is malformed",
        "The value '{1}' of the option '{0}' cannot be read and is ignored; expected: {2}",
        "Configuration",
        DiagnosticSeverity.Warning,
        "The options of RefreshRace are read from .editorconfig and global analyzer configs. A malformed value counts as absent.");

    /// <remarks>Info: the name alone is the evidence.</remarks>
    public static readonly DiagnosticDescriptor RR0101_PossibleRefresh = Rule(
        "RR0101",
        "Possible refresh without a guard",
        "'{0}' is named like a refresh of a token; if it redeems one, nothing keeps concurrent callers of '{1}' from redeeming the same{2}",
        Category,
        DiagnosticSeverity.Info,
        "The name is the only evidence. List the method in refreshrace.refresh_methods to have it treated as certain, or in refreshrace.excluded_symbols to silence it.");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        RR0001_Unguarded, RR0002_FailureSwallowed, RR0003_LockWithoutRecheck, RR0004_TokenReadBeforeGuard, RR0005_GuardTooNarrow, RR0006_SharingNotAtomic, RR0007_FailureCached, RR0008_CallerCancellation, RR0009_KeyNotFromToken,
        RR0010_SessionDestroyed, RR0011_RefreshRetried, RR0012_RotationDiscarded, RR0013_SingleFlightMisused, RR0014_GuardNotReleased, RR0100_MalformedOption, RR0101_PossibleRefresh);

    public static DiagnosticDescriptor Of(GuardFlaw flaw) => flaw switch
    {
        GuardFlaw.NoRecheck => RR0003_LockWithoutRecheck,
        GuardFlaw.TokenReadBeforeGuard => RR0004_TokenReadBeforeGuard,
        GuardFlaw.TooNarrow => RR0005_GuardTooNarrow,
        GuardFlaw.NotAtomic => RR0006_SharingNotAtomic,
        GuardFlaw.FailureCached => RR0007_FailureCached,
        GuardFlaw.CallerCancellation => RR0008_CallerCancellation,
        GuardFlaw.KeyNotFromToken => RR0009_KeyNotFromToken,
        GuardFlaw.SingleFlightMisused => RR0013_SingleFlightMisused,
        GuardFlaw.NotReleased => RR0014_GuardNotReleased,
        _ => RR0001_Unguarded,
    };

    public static DiagnosticDescriptor Of(FailureKind kind) => kind switch
    {
        FailureKind.SessionDestroyed => RR0010_SessionDestroyed,
        FailureKind.Retried => RR0011_RefreshRetried,
        FailureKind.RotationDiscarded => RR0012_RotationDiscarded,
        _ => RR0002_FailureSwallowed,
    };

    private static DiagnosticDescriptor Rule(string id, string title, string message, string category, DiagnosticSeverity severity, string description) =>
        new(id, title, message, category, severity, isEnabledByDefault: true, description, helpLinkUri: $"https://github.com/refreshrace/RefreshRace/blob/main/docs/rules/{id}.md");
}
