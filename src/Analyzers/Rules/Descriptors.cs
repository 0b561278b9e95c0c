using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Rules;

/// <summary>
/// Every rule. Warning means that an expert reviewer agrees nearly every time. RR01xx is the doubtful twin of RR00xx, at Info: the code may be
/// right for reasons that it does not show. No rule changes its severity from finding to finding.
/// </summary>
internal static class Descriptors
{
    /// <summary>One category for all rules, so that one line of configuration switches the family.</summary>
    public const string Category = "RefreshRace";

    /// <remarks>
    /// Warning: with the evidence Likely or stronger, an owner in this compilation and concurrent callers, only a guard
    /// outside the code could make it right.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0001_Unguarded = Rule(
        "RR0001",
        "Refresh has no single-flight guard",
        "Concurrent {1} can redeem the same refresh token twice{2}; share one refresh with RefreshRace.SingleFlight",
        DiagnosticSeverity.Warning,
        "A refresh token is usually single-use. When several callers meet the same expired access token, each redeems the same "
        + "refresh token: one wins, the others get invalid_grant, and some providers revoke the whole token family.");

    /// <summary>The same rule in a project that has the package without its types, as GlobalPackageReference installs it.</summary>
    public static readonly DiagnosticDescriptor RR0001_UnguardedWithoutTypes = Rule(
        "RR0001",
        RR0001_Unguarded.Title.ToString(),
        "Concurrent {1} can redeem the same refresh token twice{2}; share one refresh with a single-flight guard (a PackageReference "
        + "to RefreshRace in this project provides one)",
        DiagnosticSeverity.Warning,
        RR0001_Unguarded.Description.ToString());

    /// <remarks>
    /// Warning: the places that may legitimately hide a failure (background loops, event handlers, narrow filters) are
    /// exempt.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0002_FailureSwallowed = Rule(
        "RR0002",
        "Renewal failure is swallowed",
        "A failure of '{0}' is swallowed: this code {1}. Rethrow it or return it in the result, so that callers can tell it from a success.",
        DiagnosticSeverity.Warning,
        "A caller that cannot tell a failed renewal from a successful one goes on with a dead token, or signs the user out "
        + "without knowing why.");

    /// <remarks>
    /// Warning: a branch of any kind between acquiring the lock and the refresh counts as a re-check, so its absence is
    /// certain.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0003_LockWithoutRecheck = Rule(
        "RR0003",
        "Lock serialises the refresh but does not de-duplicate it",
        "Callers that wait for {2} refresh again with a consumed token: nothing re-checks the token after the lock is acquired",
        DiagnosticSeverity.Warning,
        "A lock makes the refreshes run one after another. Unless the state is read again inside, every waiter still redeems the token.");

    /// <remarks>Warning: the read stands before the wait in the same member, which is plain in the code.</remarks>
    public static readonly DiagnosticDescriptor RR0004_TokenReadBeforeGuard = Rule(
        "RR0004",
        "Refresh token is read before the lock is acquired",
        "The refresh token for '{0}' is read before the lock is acquired{2}, so a caller that had to wait sends a token that has "
        + "already been used",
        DiagnosticSeverity.Warning,
        "What is read before the wait is out of date after it. Read the token inside the lock, or key a SingleFlight by the token.");

    /// <remarks>
    /// Warning: only where a registration or base type in this compilation shows the shorter lifetime; an unknown lifetime is
    /// no finding.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0005_GuardTooNarrow = Rule(
        "RR0005",
        "Guard is narrower than the token it protects",
        "The guard around '{0}' belongs to one instance of '{2}', which is created per request, handler, scope or circuit: two "
        + "instances can refresh the same token at once",
        DiagnosticSeverity.Warning,
        "An instance lock in a short-lived type excludes nobody. Make the guard static, or move it to a singleton.");

    /// <remarks>Warning: test and set are two steps in the code, with an await or another thread between them.</remarks>
    public static readonly DiagnosticDescriptor RR0006_SharingNotAtomic = Rule(
        "RR0006",
        "In-flight refresh is shared without atomicity",
        "Checking for a refresh in flight and starting '{0}' are separate steps{2}: concurrent callers can both pass the check "
        + "and refresh",
        DiagnosticSeverity.Warning,
        "'??=', a null test before an assignment, a flag, GetOrAdd with a factory that starts the refresh, and "
        + "IMemoryCache.GetOrCreateAsync all let two callers start a refresh each.");

    /// <remarks>Warning: no path from the failure to the removal of the entry or the reset of the flag exists.</remarks>
    public static readonly DiagnosticDescriptor RR0007_FailureCached = Rule(
        "RR0007",
        "A failed refresh stays cached",
        "A failed '{0}' stays cached{2}: later callers get the old failure and the refresh is never retried",
        DiagnosticSeverity.Warning,
        "A faulted task that stays in its field or map, and a flag that is reset on success only, end all refreshes after one failure.");

    /// <remarks>Warning: the shared work takes a token that belongs to one caller.</remarks>
    public static readonly DiagnosticDescriptor RR0008_CallerCancellation = Rule(
        "RR0008",
        "One caller's cancellation ends everybody's refresh",
        "The shared refresh '{0}' runs on the cancellation token of the caller that started it{2}: if that caller leaves, all "
        + "callers fail and the rotated token may be lost",
        DiagnosticSeverity.Warning,
        "An exchange that is cancelled after the server has rotated the token loses the new one. Shared work must not end because "
        + "one caller does.");

    /// <remarks>
    /// Warning: reported only where the slot is static or a singleton's and nothing in its key comes from the token, session
    /// or user.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0009_KeyNotFromToken = Rule(
        "RR0009",
        "One flight serves different users",
        "The result of '{0}' is shared under a key that does not come from the token or the session{2}: one user can receive "
        + "another user's tokens",
        DiagnosticSeverity.Warning,
        "A shared refresh must be keyed by the refresh token, or by what identifies its session.");

    /// <remarks>
    /// Warning: neither a look at the store for a newer token nor a test for a definitive rejection stands before the
    /// destruction.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0010_SessionDestroyed = Rule(
        "RR0010",
        "Session is destroyed on any renewal failure",
        "A failed '{0}' {1}, even after a timeout or a lost race. Do so only on a definitive rejection (invalid_grant), after "
        + "checking that no other caller has stored a newer token.",
        DiagnosticSeverity.Warning,
        "invalid_grant for the loser of a race means that its token is consumed, not that the session is dead. A timeout says "
        + "nothing about the session at all.");

    /// <remarks>Info: some providers do not rotate, and the code does not say which.</remarks>
    public static readonly DiagnosticDescriptor RR0011_RefreshRetried = Rule(
        "RR0011",
        "Refresh is retried",
        "'{0}' is retried with the same refresh token ({1}): if the first attempt succeeded but its response was lost, the retry "
        + "reuses a consumed token",
        DiagnosticSeverity.Info,
        "The outcome of a refresh whose response was lost is unknown. A retry may present a consumed token, for which some "
        + "providers revoke the token family.");

    /// <remarks>Warning: the answer has a refresh token, and nothing keeps it.</remarks>
    public static readonly DiagnosticDescriptor RR0012_RotationDiscarded = Rule(
        "RR0012",
        "Rotated refresh token is discarded",
        "The refresh token in the response of '{0}' is lost: {1}. Store it, or the next refresh sends a consumed token.",
        DiagnosticSeverity.Warning,
        "A provider that rotates returns a new refresh token with every exchange and invalidates the old one.");

    /// <remarks>Warning: each form is plain in the code.</remarks>
    public static readonly DiagnosticDescriptor RR0013_SingleFlightMisused = Rule(
        "RR0013",
        "SingleFlight is misused",
        "This SingleFlight around '{0}' does not protect the refresh: {2}",
        DiagnosticSeverity.Warning,
        "A SingleFlight created per call never has anyone to share with; a disposable result is disposed of while other callers "
        + "use it; a delegate that captures the caller's cancellation token lets one caller end the refresh of all.");

    /// <remarks>
    /// Warning: a path from acquiring the lock to the end of the member passes no release, or a release passes no
    /// acquisition.
    /// </remarks>
    public static readonly DiagnosticDescriptor RR0014_GuardNotReleased = Rule(
        "RR0014",
        "Lock around the refresh is not acquired and released correctly",
        "The lock around '{0}' {2}",
        DiagnosticSeverity.Warning,
        "A permit that is never given back stops all later refreshes; one that was never taken, or is given back twice, lets two "
        + "run at once.");

    /// <remarks>Warning: an option that is not read changes what is reported without a word.</remarks>
    public static readonly DiagnosticDescriptor RR0100_MalformedOption = Rule(
        "RR0100",
        "Option of RefreshRace is malformed",
        "{0}: '{1}' cannot be read and is ignored; expected {2}",
        DiagnosticSeverity.Warning,
        "The options of RefreshRace are read from .editorconfig and global analyzer configs, and rows about packages from additional files named RefreshRace.*.tsv. What is malformed counts as absent.");

    /// <remarks>Info: whether it is a refresh, or whether it is called concurrently, is likely but not shown by the code.</remarks>
    public static readonly DiagnosticDescriptor RR0101_PossibleRefresh = Rule(
        "RR0101",
        "Possible refresh without a guard",
        "'{0}' may redeem a refresh token that concurrent {1} redeem as well: {2}",
        DiagnosticSeverity.Info,
        "The evidence is incomplete. List the method in refreshrace.refresh_methods to have it treated as certain, or in "
        + "refreshrace.excluded_symbols to silence it.");

    /// <remarks>Info: the handler covers more than the refresh, or what follows may still tell.</remarks>
    public static readonly DiagnosticDescriptor RR0102_PossiblySwallowed = Rule(
        "RR0102",
        "Renewal failure may be swallowed",
        "A failure of '{0}' may be swallowed: this code {1}. Rethrow it or return it in the result, if callers act as if the "
        + "renewal had succeeded.",
        DiagnosticSeverity.Info,
        "The catch also covers other work, or what follows it may still tell the failure. Where it hides a failed renewal, "
        + "callers go on with a dead token.");

    /// <remarks>Info: the failure that leads there may be the definitive one.</remarks>
    public static readonly DiagnosticDescriptor RR0110_SessionPossiblyDestroyed = Rule(
        "RR0110",
        "Session may be destroyed on any renewal failure",
        "A failed '{0}' {1}, perhaps even after a timeout or a lost race. Do so only on a definitive rejection (invalid_grant).",
        DiagnosticSeverity.Info,
        "The code does not show whether the failure that ends the session is a definitive rejection.");

    /// <remarks>Info: the caller, or a configured provider that does not rotate, may make it right.</remarks>
    public static readonly DiagnosticDescriptor RR0112_RotationPossiblyDiscarded = Rule(
        "RR0112",
        "Rotated refresh token may be discarded",
        "The refresh token in the response of '{0}' seems to be lost: {1}. If the provider rotates, store it.",
        DiagnosticSeverity.Info,
        "Only part of the response is kept here. Where the provider rotates refresh tokens, the next refresh presents a consumed one.");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        RR0001_Unguarded,
        RR0002_FailureSwallowed,
        RR0003_LockWithoutRecheck,
        RR0004_TokenReadBeforeGuard,
        RR0005_GuardTooNarrow,
        RR0006_SharingNotAtomic,
        RR0007_FailureCached,
        RR0008_CallerCancellation,
        RR0009_KeyNotFromToken,
        RR0010_SessionDestroyed,
        RR0011_RefreshRetried,
        RR0012_RotationDiscarded,
        RR0013_SingleFlightMisused,
        RR0014_GuardNotReleased,
        RR0100_MalformedOption,
        RR0101_PossibleRefresh,
        RR0102_PossiblySwallowed,
        RR0110_SessionPossiblyDestroyed,
        RR0112_RotationPossiblyDiscarded);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity, string description) =>
        new(
            id,
            title,
            message,
            Category,
            severity,
            isEnabledByDefault: true,
            description,
            helpLinkUri: $"{HelpLinks.Folder}{id}.md");
}
