using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Guards;

/// <summary>One operation that takes or gives back a lock.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Key">Which lock, as text: the receiver as it is written, without <c>this</c>.</param>
/// <param name="Lock">The expression of the lock itself, where one is visible.</param>
/// <param name="IsConditional">An acquire whose result says whether it took the lock: <c>Wait(timeout)</c>, <c>TryEnter</c>.</param>
/// <param name="Waits">Whether those who come second wait for the first (and so must look again), or are turned away.</param>
/// <param name="IsThreadAffine">The lock belongs to a thread, so that it cannot be held across an <c>await</c>.</param>
/// <param name="CanThrow">An acquire that can fail without having taken anything, other than by a bug: a cancellable wait.</param>
/// <param name="IsByHelper">The call runs a method that takes or gives back the lock for its caller.</param>
/// <param name="IsElsewhere">The lock is inside of another object, on which the helper is called.</param>
internal sealed record LockStep(
    LockStepKind Kind,
    IOperation Operation,
    string Key,
    IOperation? Lock,
    bool IsConditional = false,
    bool Waits = true,
    bool IsThreadAffine = false,
    bool CanThrow = false,
    bool IsByHelper = false,
    bool IsElsewhere = false);
