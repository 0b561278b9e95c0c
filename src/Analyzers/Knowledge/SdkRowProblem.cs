using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>A line of a catalogue that cannot be read.</summary>
/// <param name="Line">The line.</param>
/// <param name="Value">The part of it that is wrong.</param>
/// <param name="Expected">What stands there in a good line.</param>
internal sealed record SdkRowProblem(TextLine Line, string Value, string Expected);
