using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests.Telemetry;

/// <summary>One line of the text format of Prometheus.</summary>
public sealed partial record ExportedSample(string Name, IReadOnlyDictionary<string, string> Labels)
{
    public static ExportedSample Parse(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, line);
        return new(match.Groups["name"].Value, match.Groups["label"].Captures.Zip(match.Groups["value"].Captures).ToDictionary(
            pair => pair.First.Value, pair => pair.Second.Value));
    }

    [GeneratedRegex("^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\\{((?<label>\\w+)=\"(?<value>[^\"]*)\",?)*\\})? ")]
    private static partial Regex Line();
}
