using Microsoft.CodeAnalysis;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Findings;

/// <summary>A finding with what a reader needs to judge it.</summary>
/// <param name="Tree">The commit.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity">Warning or Info.</param>
/// <param name="Path">From the root of the repository.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Member">Type and member.</param>
/// <param name="Message">The message.</param>
/// <param name="Label">The ids of the labels that speak about it, or empty.</param>
/// <param name="Code">The lines around it.</param>
internal sealed record FindingRow(Tree Tree, string Rule, DiagnosticSeverity Severity, string Path, int Line, string Member, string Message, string Label, string Code)
{
    private const int LinesBefore = 6;
    private const int LinesAfter = 6;

    public static FindingRow From(Tree tree, Diagnostic finding, IEnumerable<LabelledPlace> places)
    {
        var source = finding.Location.SourceTree!;
        var text = source.GetText();
        var line = finding.Location.GetLineSpan().StartLinePosition.Line;
        var around = Enumerable.Range(Math.Max(0, line - LinesBefore), LinesBefore + LinesAfter + 1).Where(number => number < text.Lines.Count);
        return new FindingRow(
            tree,
            finding.Id,
            finding.Severity,
            source.FilePath,
            line + 1,
            MemberScope.At(source, finding.Location.SourceSpan.Start).Name,
            finding.GetMessage(),
            string.Join(' ', places.Where(place => place.IsHitBy(finding) || place.Concerns(finding)).Select(place => $"{place.Label.Id}:{place.Label.Expect}").Distinct()),
            string.Join('\n', around.Select(number => $"{(number == line ? '>' : ' ')}{number + 1,5} {text.Lines[number]}")));
    }
}
