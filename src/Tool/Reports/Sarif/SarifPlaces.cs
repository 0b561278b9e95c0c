using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Sarif;

/// <summary>Places as SARIF has them.</summary>
/// <param name="root">The folder that paths are relative to.</param>
internal sealed class SarifPlaces(string root)
{
    /// <summary>The base of all relative addresses.</summary>
    public const string Base = "SRCROOT";

    public object Artifact(string path)
    {
        // A file outside the root has no relative address: SARIF forbids '..' in one.
        if (path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path))
        {
            return new { Uri = new Uri(Path.GetFullPath(Path.Combine(root, path))).AbsoluteUri };
        }

        return new { Uri = string.Join('/', path.Split('/').Select(Uri.EscapeDataString)), UriBaseId = Base };
    }

    public object Physical(Place place) => new
    {
        ArtifactLocation = Artifact(place.Path),
        Region = new
        {
            StartLine = place.Line,
            StartColumn = place.Column,
            place.EndLine,
            place.EndColumn,
            Snippet = IsWhole(place) ? new { Text = place.Code } : null,
        },
    };

    // What was shortened for readers is no snippet.
    private static bool IsWhole(Place place) => place.Line == place.EndLine && !place.Code.EndsWith('…');

    public object Location(Place place, string message) => new { PhysicalLocation = Physical(place), Message = new { Text = message } };
}
