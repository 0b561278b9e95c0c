using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Where a failure arrives.</summary>
/// <param name="Parts">The handler: a catch block, or the statements that run on a failed answer.</param>
/// <param name="Place">The try statement or the branch, behind which control goes on when the handler does not leave.</param>
/// <param name="Attempt">What was tried, in which the answer may be stored; a later test of it tells the failure.</param>
/// <param name="Call">The call that failed.</param>
/// <param name="Caught">The caught exception, if it has a name.</param>
internal readonly record struct FailedPlace(ImmutableArray<IOperation> Parts, IOperation Place, IOperation Attempt, IOperation Call, ISymbol? Caught);
