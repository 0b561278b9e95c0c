using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Model;

/// <summary>A guard that is sound for every caller that does not force the refresh.</summary>
/// <param name="Override">The parameter of the member around the guard with which a caller jumps over the second look.</param>
/// <param name="Guard">The operation that takes the guard.</param>
internal sealed record ForcedGuard(RecheckOverride Override, IOperation Guard);
