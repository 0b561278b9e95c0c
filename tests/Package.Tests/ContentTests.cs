using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace RefreshRace.Package.Tests;

/// <summary>What lies in the package, and what its manifest says.</summary>
[Collection(PackedPackage.Collection)]
public class ContentTests(PackedPackage package)
{
    private static readonly string[] s_entries =
    [
        "README.md",
        "RefreshRace.nuspec",
        "[Content_Types].xml",
        "_rels/.rels",
        "analyzers/dotnet/cs/RefreshRace.Analyzers.dll",
        "analyzers/dotnet/cs/RefreshRace.CodeFixes.dll",
        "build/RefreshRace.targets",
        "build/config/RefreshRace.AllErrors.globalconfig",
        "build/config/RefreshRace.AllWarnings.globalconfig",
        "build/config/RefreshRace.Audit.globalconfig",
        "build/config/RefreshRace.None.globalconfig",
        "buildTransitive/RefreshRace.targets",
        "icon.png",
        "lib/net10.0/RefreshRace.dll",
        "lib/net10.0/RefreshRace.xml",
        "lib/net8.0/RefreshRace.dll",
        "lib/net8.0/RefreshRace.xml",
        "lib/netstandard2.0/RefreshRace.dll",
        "lib/netstandard2.0/RefreshRace.xml",
    ];

    [Fact]
    public void It_holds_these_entries_and_no_other() =>
        Assert.Equal(s_entries, package.Entries().Where(entry => !entry.EndsWith(".psmdcp", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_link_of_its_readme_is_absolute_and_of_its_version()
    {
        var links = Regex.Matches(package.Text("README.md"), @"\]\((?<url>[^)\s#][^)\s]*)\)").Select(link => link.Groups["url"].Value).ToList();

        Assert.True(links.Count > 20);
        Assert.All(links, link => Assert.StartsWith("https://", link));
        Assert.All(links.Where(link => link.Contains("/RefreshRace/", StringComparison.Ordinal)), link => Assert.Contains($"/v{package.Version}/", link));
    }

    [Fact]
    public void Its_readme_differs_from_that_of_the_repository_in_the_links_only() =>
        Assert.Equal(WithoutLinks(File.ReadAllText(Path.Combine(Sandbox.RepositoryRoot, "README.md"))), WithoutLinks(package.Text("README.md")));

    [Theory]
    [InlineData("lib/netstandard2.0/RefreshRace.dll")]
    [InlineData("lib/net8.0/RefreshRace.dll")]
    [InlineData("lib/net10.0/RefreshRace.dll")]
    [InlineData("analyzers/dotnet/cs/RefreshRace.Analyzers.dll")]
    [InlineData("analyzers/dotnet/cs/RefreshRace.CodeFixes.dll")]
    public void A_dll_has_its_symbols_inside_and_was_built_deterministically(string dll)
    {
        using var image = new PEReader(new MemoryStream(package.Bytes(dll)));
        var entries = image.ReadDebugDirectory();
        Assert.Contains(entries, entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        using var symbols = image.ReadEmbeddedPortablePdbDebugDirectoryData(entries.Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        Assert.NotEmpty(symbols.GetMetadataReader().MethodDebugInformation);
    }

    [Fact]
    public void It_holds_no_dll_but_its_own() =>
        Assert.All(package.Entries().Where(entry => entry.EndsWith(".dll", StringComparison.Ordinal)), entry => Assert.StartsWith("RefreshRace", Path.GetFileName(entry)));

    [Fact]
    public void It_is_no_development_dependency_which_would_hide_the_runtime_from_those_who_install_it() =>
        Assert.Null(Element("developmentDependency"));

    [Fact]
    public void It_names_its_licence_readme_icon_and_the_commit_it_was_built_from()
    {
        Assert.Equal("MIT", Element("license"));
        Assert.Equal("README.md", Element("readme"));
        Assert.Equal("icon.png", Element("icon"));
        Assert.Matches("^[0-9a-f]{40}$", package.Nuspec().Descendants().Single(element => element.Name.LocalName == "repository").Attribute("commit")?.Value);
    }

    [Fact]
    public void It_brings_no_dependency_to_the_newer_frameworks()
    {
        var groups = package.Nuspec().Descendants().Where(element => element.Name.LocalName == "group");

        Assert.Empty(groups.Where(group => group.Attribute("targetFramework")!.Value.StartsWith("net", StringComparison.Ordinal)).SelectMany(group => group.Elements()));
    }

    private static string WithoutLinks(string page) => Regex.Replace(page, @"\]\([^)\s]*\)", "]").Trim();

    private string? Element(string name) => package.Nuspec().Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
