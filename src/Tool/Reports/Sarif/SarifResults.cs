using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Sarif;

/// <summary>Findings as SARIF results.</summary>
internal sealed class SarifResults(ScanResult result, SarifPlaces places, CweTaxonomy taxonomy)
{
    private readonly ImmutableArray<string> _rules = [.. result.Rules.Select(rule => rule.Id)];

    public object Of(Finding finding) => new
    {
        finding.RuleId,
        RuleIndex = _rules.IndexOf(finding.RuleId),
        Level = Level(finding.Severity),
        Message = new { Text = finding.Message },
        Locations = new[]
        {
            new
            {
                PhysicalLocation = places.Physical(finding.Place),
                LogicalLocations = new[] { new { FullyQualifiedName = finding.Member, Kind = "member" } },
            },
        },
        CodeFlows = CodeFlows(finding),
        RelatedLocations = Related(finding),
        PartialFingerprints = new Dictionary<string, string> { ["refreshrace/v1"] = finding.Fingerprint },
        Taxa = taxonomy.TaxaOf(finding.RuleId),
        BaselineState = result.ComparedWith is null ? null : finding.IsNew ? "new" : "unchanged",
        Fixes = Fixes(finding.Fix),
    };

    public static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };

    /// <summary>A flow for each way to the refresh, with a step for each call.</summary>
    private object[]? CodeFlows(Finding finding) => finding.Chains.IsEmpty ? null :
    [
        .. finding.Chains.Select(chain => new
        {
            Message = new { Text = $"From {chain[0].Member} to the refresh" },
            ThreadFlows = new[]
            {
                new { Locations = chain.Select((step, index) => Step(step, index, index == chain.Length - 1)) },
            },
        }),
    ];

    private object Step(ChainStep step, int index, bool isRefresh)
    {
        var text = isRefresh ? $"{step.Member} redeems the refresh token" : $"{step.Member} calls on";
        return new
        {
            Location = places.Location(step.Place, text),
            NestingLevel = index,
            Importance = isRefresh ? "essential" : "important",
        };
    }

    private object[]? Related(Finding finding)
    {
        var related = new List<(Place Place, string Text)>();
        if (finding.Owner.Token is { } token)
        {
            related.Add((finding.Owner.Place, $"{finding.Owner.Member} reads the refresh token here: {token}"));
        }

        if (finding.Site.Call != finding.Place)
        {
            related.Add((finding.Site.Call, $"The refresh: {finding.Site.Redeems}"));
        }

        related.AddRange(finding.Guards.Select(guard => (guard.Place, $"Guard that does not hold: {guard.Why}")));
        if (finding.Site.KeepsAt is { } kept)
        {
            related.Add((kept, "The answer is kept here"));
        }

        related.AddRange(finding.Site.Failures
            .Select(failure => (failure.Place, $"A failure arrives here: {failure.Handler} {failure.Does}")));
        return related.Count == 0 ? null :
        [
            .. related.Select((item, index) => new
            {
                Id = index + 1,
                PhysicalLocation = places.Physical(item.Place),
                Message = new { item.Text },
            }),
        ];
    }

    private object[]? Fixes(FixOutcome fix) => fix.Edits.IsEmpty ? null :
    [
        new
        {
            Description = new { Text = fix.Title },
            ArtifactChanges = fix.Edits.Select(edit => new
            {
                ArtifactLocation = places.Artifact(edit.Path),
                Replacements = edit.Changes.Select(change => Replacement(change, edit.Before)),
            }),
        },
    ];

    private static object Replacement(TextChange change, SourceText before)
    {
        var span = before.Lines.GetLinePositionSpan(change.Span);
        return new
        {
            DeletedRegion = new
            {
                StartLine = span.Start.Line + 1,
                StartColumn = span.Start.Character + 1,
                EndLine = span.End.Line + 1,
                EndColumn = span.End.Character + 1,
            },
            InsertedContent = new { Text = change.NewText ?? "" },
        };
    }
}
