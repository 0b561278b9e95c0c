using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>One way from an entry point to the refresh.</summary>
/// <param name="Outermost">The frame at the entry point; its callees lead down to the refresh.</param>
/// <param name="Flaw">The verdict of the deepest flawed guard on the way, or <see cref="GuardVerdict.None"/>.</param>
/// <param name="Tree">Every frame on any way down from the entry point.</param>
internal sealed record CallPath(CallFrame Outermost, PathEnd End, GuardVerdict Flaw, CallTree Tree);
