using System.Text.Encodings.Web;
using System.Text.Json;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;

namespace RefreshRace.Tool.Reports;

/// <summary>The findings for programs: one object, documented in docs/tool.md.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(ScanResult result) => JsonSerializer.Serialize(
        new
        {
            Version = 1,
            Tool = ToolVersion.Text,
            result.Name,
            result.ComparedWith,
            Findings = result.Findings.Select(Of),
            Projects = result.Projects.Select(project => new
            {
                project.Name,
                project.Path,
                project.Targets,
                State = project.State.ToString().ToLowerInvariant(),
                project.Notes,
                project.Unbound,
                project.HasPackage,
            }),
            result.Failures,
            result.Notes,
            Seconds = Math.Round(result.Elapsed.TotalSeconds, 1),
            PeakMemoryBytes = result.PeakMemory,
            result.ExitCode,
        },
        s_json);

    private static object Of(Finding finding) => new
    {
        Rule = finding.RuleId,
        Title = finding.Rule.Title.ToString(),
        Severity = finding.Severity.ToString().ToLowerInvariant(),
        finding.Message,
        finding.Place,
        finding.Member,
        finding.Owner,
        finding.Chains,
        finding.MoreChains,
        finding.Guards,
        finding.Projects,
        finding.Fingerprint,
        finding.IsNew,
        Fix = new
        {
            finding.Fix.Title,
            finding.Fix.WhyNot,
            finding.Fix.NeedsPackage,
            Diff = finding.Fix.Edits.IsEmpty ? null : UnifiedDiff.Of(finding.Fix.Edits),
        },
    };
}
