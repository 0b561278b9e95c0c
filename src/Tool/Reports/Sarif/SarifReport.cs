using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Sarif;

/// <summary>One SARIF 2.1.0 log with one run for the whole solution
/// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).</summary>
internal static class SarifReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of(ScanResult result)
    {
        var log = new Dictionary<string, object>
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new[] { Run(result) },
        };
        return JsonSerializer.Serialize(log, s_json) + "\n";
    }

    private static object Run(ScanResult result)
    {
        var taxonomy = new CweTaxonomy(result.Rules);
        var places = new SarifPlaces(result.Root);
        var results = new SarifResults(result, places, taxonomy);
        return new
        {
            Tool = new { Driver = Driver(result, taxonomy) },
            AutomationDetails = new { Id = "refreshrace/" },
            Invocations = new[] { Invocation(result) },
            VersionControlProvenance = Provenance(result.Repository),
            OriginalUriBaseIds = new Dictionary<string, object>
            {
                [SarifPlaces.Base] = new { Description = new { Text = "The folder of the repository, or of the solution." } },
            },
            Artifacts = result.Findings.Select(finding => finding.Place.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(path => new { Location = places.Artifact(path), SourceLanguage = "csharp" }),
            Results = result.Findings.Select(results.Of),
            Taxonomies = new[] { taxonomy.Component() },
            ColumnKind = "utf16CodeUnits",
        };
    }

    private static object Driver(ScanResult result, CweTaxonomy taxonomy) => new
    {
        Name = "RefreshRace",
        Version = ToolVersion.Text,
        SemanticVersion = ToolVersion.Text,
        InformationUri = "https://github.com/refreshrace/RefreshRace",
        Rules = result.Rules.Select(rule => new
        {
            rule.Id,
            Name = PascalCase(rule.Title.ToString()),
            ShortDescription = new { Text = rule.Title.ToString() },
            FullDescription = new { Text = rule.Description.ToString() },
            Help = new { Text = RuleHelp.TextOf(rule), Markdown = RuleHelp.MarkdownOf(rule) },
            HelpUri = rule.HelpLinkUri,
            DefaultConfiguration = new { Level = SarifResults.Level(rule.DefaultSeverity) },
            Relationships = taxonomy.RelationshipsOf(rule.Id),
        }),
        SupportedTaxonomies = new[] { new { Name = CweTaxonomy.Name, Index = 0 } },
    };

    private static object Invocation(ScanResult result) => new
    {
        ExecutionSuccessful = result.Failures.IsEmpty,
        result.ExitCode,
        ToolExecutionNotifications = result.Failures.IsEmpty
            ? null
            : result.Failures.Select(failure => new { Level = "error", Message = new { Text = failure } }),
    };

    private static ImmutableArray<object>? Provenance(RepositoryFacts? repository)
    {
        if (repository?.Url is null || !Uri.TryCreate(repository.Url, UriKind.Absolute, out var address))
        {
            return null;
        }

        return
        [
            new
            {
                RepositoryUri = address.AbsoluteUri,
                RevisionId = repository.Commit,
                repository.Branch,
                MappedTo = new { UriBaseId = SarifPlaces.Base },
            },
        ];
    }

    private static string PascalCase(string title) => string.Concat(title
        .Replace("'s", "s", StringComparison.Ordinal)
        .Split((char[])[' ', '-', ',', ':', '\''], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
