using System.Text.Json;

namespace RefreshRace.Package.Tests;

/// <summary>A finding in the compiler's SARIF 2.1 log.</summary>
internal sealed record SarifResult(string RuleId, string Level, string SourceFile, string? HelpUri)
{
    public static IReadOnlyList<SarifResult> Read(string file)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        var run = log.RootElement.GetProperty("runs")[0];
        var help = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .ToDictionary(rule => rule.GetProperty("id").GetString()!, rule => rule.TryGetProperty("helpUri", out var uri) ? uri.GetString() : null);
        return
        [
            .. from result in run.GetProperty("results").EnumerateArray()
               let id = result.GetProperty("ruleId").GetString()!
               where id.StartsWith("RR", StringComparison.Ordinal)
               orderby id
               let place = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!
               select new SarifResult(id, result.GetProperty("level").GetString()!, Path.GetFileName(place), help[id]),
        ];
    }
}
