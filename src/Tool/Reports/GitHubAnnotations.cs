using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports;

/// <summary>
/// Workflow commands that GitHub shows at the lines of a pull request
/// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
/// </summary>
internal static class GitHubAnnotations
{
    public static void Write(ScanResult result, TextWriter output)
    {
        foreach (var finding in result.New)
        {
            var place = finding.Place;
            var lines = $"line={place.Line},endLine={place.EndLine},col={place.Column},endColumn={place.EndColumn}";
            var where = $"file={Property(place.Path)},{lines}";
            var title = Property($"{finding.RuleId}: {finding.Rule.Title}");
            output.WriteLine($"::{Level(finding.Severity)} {where},title={title}::{Data(finding.Message)}");
        }

        foreach (var failure in result.Failures)
        {
            output.WriteLine($"::error title={Property("RefreshRace could not analyse everything")}::{Data(failure)}");
        }
    }

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "notice",
    };

    private static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
