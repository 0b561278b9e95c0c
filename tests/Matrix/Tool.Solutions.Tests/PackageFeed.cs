namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The packages of this repository in a folder, as a source for the solutions of the tests.</summary>
internal static class PackageFeed
{
    /// <summary>Packs what the solution has built, and writes a configuration that takes RefreshRace from there alone.</summary>
    public static async Task AddAsync(Sandbox sandbox, params string[] projects)
    {
        foreach (var project in projects)
        {
            await sandbox.DotnetSucceedsAsync(
                "", "pack", Path.Combine(Sandbox.RepositoryRoot, "src", project), "--no-build", "-c", Sandbox.Configuration, "-o",
                    sandbox.PathTo("feed"));
        }

        sandbox.Write("nuget.config", """
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="packages" />
              </config>
              <packageSources>
                <clear />
                <add key="local" value="feed" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="local">
                  <package pattern="RefreshRace*" />
                </packageSource>
                <packageSource key="nuget.org">
                  <package pattern="*" />
                </packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }
}
