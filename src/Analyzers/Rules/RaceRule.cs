using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Rules;

/// <summary>One row of the table of race rules. Which of several flaws speaks is the order of <see cref="GuardFlaw"/>.</summary>
/// <param name="Flaw">What is wrong with the guard; <see cref="GuardFlaw.None"/> where there is no guard.</param>
/// <param name="Descriptor">The rule that says so.</param>
/// <param name="Detail">How its message words the detail.</param>
internal sealed record RaceRule(GuardFlaw Flaw, DiagnosticDescriptor Descriptor, DetailForm Detail);
