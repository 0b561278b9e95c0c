using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Rules;

/// <summary>One row of the table of failure rules.</summary>
/// <param name="Kind">What happens to the failure.</param>
/// <param name="Certain">The rule that says so.</param>
/// <param name="Doubtful">Its twin at Info, for code that may be right for reasons it does not show.</param>
internal sealed record FailureRule(FailureKind Kind, DiagnosticDescriptor Certain, DiagnosticDescriptor Doubtful);
