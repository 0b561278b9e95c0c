using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Guards;

/// <summary>A guard that is held where a call stands.</summary>
/// <param name="Acquire">The operation that took it.</param>
/// <param name="Lock">The lock object; null where it is not visible (a distributed lock by name).</param>
/// <param name="Step">The step that took it, for locks that are taken and released by calls; null for <c>lock</c> and <c>using</c>.</param>
internal sealed record HeldGuard(IOperation Acquire, IOperation? Lock, string Name, bool Waits, bool IsThreadAffine, LockStep? Step);
