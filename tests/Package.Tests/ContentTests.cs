namespace RefreshRace.Package.Tests;

/// <summary>What lies in the package, and what its manifest says.</summary>
[Collection(PackedPackage.Collection)]
public class ContentTests(PackedPackage package)
{
    [Theory]
    [InlineData("lib/netstandard2.0/RefreshRace.dll")]
    [InlineData("lib/net8.0/RefreshRace.dll")]
    [InlineData("lib/net10.0/RefreshRace.dll")]
    [InlineData("lib/net10.0/RefreshRace.xml")]
    [InlineData("analyzers/dotnet/cs/RefreshRace.Analyzers.dll")]
    [InlineData("analyzers/dotnet/cs/RefreshRace.CodeFixes.dll")]
    [InlineData("README.md")]
    [InlineData("icon.png")]
    public void It_holds(string entry) => Assert.Contains(entry, package.Entries());

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

    private string? Element(string name) => package.Nuspec().Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
