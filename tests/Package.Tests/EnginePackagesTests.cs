using System.IO.Compression;
using System.Xml.Linq;

namespace RefreshRace.Package.Tests;

/// <summary>The packages of distributed flights: for both frameworks, with a page and a picture, and with what they stand on.</summary>
public class EnginePackagesTests
{
    [Theory]
    [InlineData("Distributed", "RefreshRace")]
    [InlineData("Postgres", "RefreshRace.Extensions", "Npgsql", "schema.sql")]
    [InlineData("Redis", "RefreshRace.Extensions", "StackExchange.Redis")]
    public async Task It_holds_a_build_for_each_framework_a_readme_and_an_icon(string project, params string[] more)
    {
        using var sandbox = new Sandbox();
        await sandbox.DotnetSucceedsAsync(
            "", "pack", Path.Combine(Sandbox.RepositoryRoot, "src", project), "--no-build", "-c", Sandbox.Configuration, "-o", sandbox.PathTo("feed"));

        using var archive = ZipFile.OpenRead(Directory.EnumerateFiles(sandbox.PathTo("feed"), "*.nupkg").Single());
        var entries = archive.Entries.Select(entry => entry.FullName).ToArray();
        using var manifest = archive.GetEntry($"RefreshRace.{project}.nuspec")!.Open();
        var elements = XDocument.Load(manifest).Descendants().ToArray();

        foreach (var framework in new[] { "net8.0", "net10.0" })
        {
            Assert.Contains($"lib/{framework}/RefreshRace.{project}.dll", entries);
            Assert.Contains($"lib/{framework}/RefreshRace.{project}.xml", entries);
        }

        Assert.Contains("README.md", entries);
        Assert.Contains("icon.png", entries);
        Assert.Equal("README.md", elements.Single(element => element.Name.LocalName == "readme").Value);
        Assert.Equal("icon.png", elements.Single(element => element.Name.LocalName == "icon").Value);
        var dependencies = elements.Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).ToArray();
        Assert.All(more, expected => Assert.True(dependencies.Contains(expected) || entries.Contains(expected), $"{expected} is missing."));
    }
}
