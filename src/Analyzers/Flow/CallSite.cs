using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Flow;

/// <summary>A place that calls a member, or hands it on as a method group.</summary>
internal sealed record CallSite(MemberBody Body, IOperation Call);
