using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Model;

/// <summary>The answer to "what happens to its failure?": one place that mistreats it.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Place">The syntax to report on: the <c>catch</c> keyword's clause, the non-success branch, the loop, the call whose result is dropped.</param>
/// <param name="Detail">What the message says, e.g. "returns null".</param>
/// <param name="Doubtful">True where an expert might disagree: reported as Info.</param>
/// <param name="MustStay">Whether letting the failure go on would mend nothing: a caller would mistreat it, or another way to tokens, which follows here, would be lost.</param>
internal sealed record FailureFinding(FailureKind Kind, SyntaxNode Place, string Detail, bool Doubtful = false, bool MustStay = false, bool? HoldsOnFailure = null);
