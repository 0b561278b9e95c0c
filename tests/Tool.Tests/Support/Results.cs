using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Tests.Support;

/// <summary>Results to make reports of.</summary>
internal static class Results
{
    public static ScanResult Of(params Finding[] findings) => new()
    {
        Name = "App.slnx",
        Root = Scanned.Root,
        Findings = [.. findings],
        Projects = [new ProjectReport("App", "App/App.csproj", [], ProjectState.Analysed, [], [], false)],
        Failures = [],
        Notes = [],
        Rules = SolutionAnalysis.Rules,
        Repository = null,
        ComparedWith = null,
        Elapsed = TimeSpan.FromSeconds(1),
        PeakMemory = 1,
    };
}
