using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Baselines;

/// <summary>The findings that a team has accepted for now. Kept in a file of its repository, one line a finding, so that it merges
/// well.</summary>
internal sealed class Baseline
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ImmutableHashSet<string> _fingerprints;

    private Baseline(IEnumerable<string> fingerprints) => _fingerprints = [.. fingerprints];

    public static Baseline Of(IEnumerable<Finding> findings) => new(findings.Select(finding => finding.Fingerprint));

    /// <exception cref="UsageException">The file is missing, cannot be read, or is no baseline of this version.</exception>
    public static async Task<Baseline> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"There is no baseline '{file}'; make one with --update-baseline.");
        }

        try
        {
            await using var stream = File.OpenRead(file);
            var content = await JsonSerializer.DeserializeAsync<Content>(stream, s_json, cancellationToken);
            return content is { Version: Version, Findings: { } findings } && findings.TrueForAll(entry => entry?.Fingerprint is not null)
                ? new Baseline(findings.Select(entry => entry!.Fingerprint))
                : throw new UsageException($"'{file}' is no baseline of version {Version}.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The baseline '{file}' cannot be read: {error.Message}");
        }
    }

    /// <summary>Writes the findings in an order that does not depend on lines.</summary>
    public static async Task WriteAsync(string file, IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var entries = findings
            .OrderBy(finding => finding.Place.Path, StringComparer.Ordinal)
            .ThenBy(finding => finding.RuleId, StringComparer.Ordinal)
            .ThenBy(finding => finding.Fingerprint, StringComparer.Ordinal)
            .Select(finding => new Entry(finding.Fingerprint, finding.RuleId, finding.Place.Path, finding.Member))
            .ToList<Entry?>();
        await AtomicFile.WriteAsync(file, JsonSerializer.Serialize(new Content(Version, entries), s_json) + "\n", cancellationToken);
    }

    public bool Knows(Finding finding) => _fingerprints.Contains(finding.Fingerprint);

    private sealed record Content(int Version, List<Entry?>? Findings);

    /// <param name="Fingerprint">What is compared. The rest is for readers.</param>
    private sealed record Entry([property: JsonRequired] string Fingerprint, string Rule, string File, string Member);
}
