using System.Collections.Immutable;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>A member whose text speaks of a refresh.</summary>
/// <param name="Position">Where it first does.</param>
/// <param name="Name">The name by which it is called; empty where nothing can call it.</param>
/// <param name="IsNear">Whether it, or the head of a type around it, speaks of a credential as well.</param>
/// <param name="Names">The identifiers in it that say refresh, where it does not: one of them may be known as a refresh all the same.</param>
internal readonly record struct CandidateMember(int Position, string Name, bool IsNear, ImmutableArray<string> Names);
