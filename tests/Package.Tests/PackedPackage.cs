using System.IO.Compression;
using System.Xml.Linq;

namespace RefreshRace.Package.Tests;

/// <summary>The nupkg, packed once for all tests into a folder that serves as a package source.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    public const string Collection = "One package for all";

    private const string Feed = "feed";

    public Sandbox Sandbox { get; } = new();

    public string File { get; private set; } = "";

    public string Version { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Sandbox.DotnetSucceedsAsync("", PackCommand(Sandbox.PathTo(Feed)));
        File = Directory.EnumerateFiles(Sandbox.PathTo(Feed), "RefreshRace.*.nupkg").Single();
        Version = Nuspec().Descendants().Single(element => element.Name.LocalName == "version").Value;
    }

    public Task DisposeAsync()
    {
        Sandbox.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Packs what the solution has built.</summary>
    public static string[] PackCommand(string target, params string[] more) =>
        ["pack", Path.Combine(Sandbox.RepositoryRoot, "src", "Runtime"), "--no-build", "-c", Sandbox.Configuration, "-o", target, .. more];

    public IReadOnlyList<string> Entries()
    {
        using var archive = ZipFile.OpenRead(File);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    public byte[] Bytes(string entry)
    {
        using var archive = ZipFile.OpenRead(File);
        using var stream = archive.GetEntry(entry)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    public string Text(string entry) => System.Text.Encoding.UTF8.GetString(Bytes(entry));

    public XDocument Nuspec()
    {
        using var archive = ZipFile.OpenRead(File);
        using var stream = archive.GetEntry("RefreshRace.nuspec")!.Open();
        return XDocument.Load(stream);
    }

    /// <summary>A copy of samples/Studio that installs the package instead of referring to the projects.</summary>
    /// <param name="folder">Where in the sandbox.</param>
    /// <param name="packageAttributes">More attributes of its PackageReference.</param>
    public void AddStudio(string folder, string packageAttributes = "")
    {
        var sample = Path.Combine(Sandbox.RepositoryRoot, "samples", "Studio");
        var sources =
            from file in Directory.EnumerateFiles(sample, "*.cs", SearchOption.AllDirectories)
            let relative = Path.GetRelativePath(sample, file)
            where !relative.StartsWith("bin", StringComparison.Ordinal) && !relative.StartsWith("obj", StringComparison.Ordinal)
            select relative;
        foreach (var source in sources)
        {
            Sandbox.Write(Path.Combine(folder, source), System.IO.File.ReadAllText(Path.Combine(sample, source)));
        }

        Sandbox.Write(Path.Combine(folder, "Studio.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="RefreshRace" Version="{Version}" {packageAttributes} />
              </ItemGroup>
            </Project>
            """);
        AddSurroundings(folder);
    }

    /// <summary>What makes a folder of the sandbox one that takes the package, and nothing of what lies above it.</summary>
    public void AddSurroundings(string folder)
    {
        Sandbox.Write(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="../packages" />
              </config>
              <packageSources>
                <clear />
                <add key="local" value="{Sandbox.PathTo(Feed)}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="local">
                  <package pattern="RefreshRace*" />
                </packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        // Whatever lies above the temporary folder is not the user's.
        Sandbox.Write(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        Sandbox.Write(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        Sandbox.Write(Path.Combine(folder, ".editorconfig"), "root = true\n");
    }
}

[CollectionDefinition(PackedPackage.Collection)]
public sealed class PackedPackageCollection : ICollectionFixture<PackedPackage>;
