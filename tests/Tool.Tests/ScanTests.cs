using System.Text.Json;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The built command on a solution as they are: nothing restored, several targets, Razor, Visual Basic, a linked file, projects
/// that do not load.</summary>
public sealed class ScanTests(MixedShop shop) : IClassFixture<MixedShop>
{
    [Fact]
    public void What_cannot_be_loaded_is_named_and_makes_the_exit_code()
    {
        var failures = shop.Scan.Json.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()!)
            .Order(StringComparer.Ordinal).ToList();

        Assert.Equal(2, shop.Scan.ExitCode);
        Assert.Collection(
            failures,
            broken => Assert.StartsWith("Broken/Broken.csproj: The project file could not be loaded.", broken),
            gone => Assert.Equal("Gone/Gone.csproj: The project file does not exist.", gone),
            sdk => Assert.StartsWith("NoSdk/NoSdk.csproj: The SDK 'Contoso.Build.Sdk/1.2.3' specified could not be found.", sdk));
    }

    [Fact]
    public void The_others_are_analysed_and_each_finding_is_told_once()
    {
        var findings = shop.Scan.Json.GetProperty("findings").EnumerateArray()
            .Select(finding => $"{finding.GetProperty("rule")} {finding.GetProperty("place").GetProperty("path")} in {Projects(finding)}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "RR0001 Shared/Linked.cs in Lib, Web",
                "RR0001 Lib/Provider.cs in Lib",
                "RR0001 Web/Profile.razor.cs in Web",
            ],
            findings.OrderBy(line => line.Contains("Shared", StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(line => line, StringComparer.Ordinal));
    }

    [Fact]
    public void What_stands_in_for_missing_references_is_told()
    {
        var lib = Project("Lib");

        Assert.Equal(["net10.0", "netstandard2.0"], lib.GetProperty("targets").EnumerateArray().Select(target => target.GetString())
            .Order());
        Assert.Contains("netstandard2.0 were not found", lib.GetProperty("notes")[0].GetString());
    }

    [Fact]
    public void What_does_not_bind_without_a_restore_is_told() =>
        Assert.Contains("Contoso", Project("Web").GetProperty("unbound").EnumerateArray().Select(name => name.GetString()));

    [Fact]
    public void Visual_Basic_is_loaded_for_those_who_refer_to_it_and_not_analysed()
    {
        Assert.Equal("skipped", Project("Clock").GetProperty("state").GetString());
        Assert.DoesNotContain("Clock", Project("Web").GetProperty("unbound").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void The_log_and_the_page_are_written_and_annotations_follow()
    {
        using var sarif = JsonDocument.Parse(File.ReadAllText(shop.PathTo("out.sarif")));

        Assert.Equal(3, sarif.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
        Assert.Contains("<svg class=\"scene\"", File.ReadAllText(shop.PathTo("out.html")));
    }

    private static string Projects(JsonElement finding) => string.Join(", ", finding.GetProperty("projects").EnumerateArray());

    private JsonElement Project(string name) =>
        shop.Scan.Json.GetProperty("projects").EnumerateArray().Single(project => project.GetProperty("name").GetString() == name);
}
