namespace RefreshRace.Hosts.Tests;

/// <summary>
/// What runs elsewhere than on the SDK's own runtime. The projects lie beside the other tests and are no part of the solution, because each brings a runtime along.
/// </summary>
public class OtherRuntimesTests
{
    /// <summary>All tests of the runtime, with the builds that .NET 10 never loads.</summary>
    [Theory]
    [InlineData("net8.0", "The library for .NETCoreApp,Version=v8.0 on .NET 8.")]
    [InlineData("netstandard2.0", "The library for .NETStandard,Version=v2.0 on .NET 8.")]
    public async Task The_tests_of_the_runtime_pass_with_the_build_for(string build, string summary)
    {
        using var sandbox = new Sandbox();
        var output = await sandbox.DotnetSucceedsAsync(
            "", "run", "--project", Project("Runtime.Frameworks"), "-c", Sandbox.Configuration, "-p:BuildProjectReferences=false", $"-p:LibraryBuild={build}");

        Assert.Contains(summary, output);
        Assert.Contains(", 0 failed.", output);
    }

    /// <summary>On the smallest pools a call that needs a second thread of it does not end, and the program says which.</summary>
    [Theory]
    [InlineData("net10.0", 1)]
    [InlineData("net10.0", 2)]
    [InlineData("net8.0", 1)]
    [InlineData("netstandard2.0", 1)]
    public async Task The_tests_of_the_runtime_pass_on_a_small_thread_pool(string build, int threads)
    {
        using var sandbox = new Sandbox();
        var output = await sandbox.DotnetSucceedsAsync(
            "", "run", "--project", Project("Runtime.Frameworks"), "-c", Sandbox.Configuration, "-p:BuildProjectReferences=false", $"-p:LibraryBuild={build}",
            "-e", $"DOTNET_ThreadPool_ForceMinWorkerThreads={threads}", "-e", $"DOTNET_ThreadPool_ForceMaxWorkerThreads={threads}");

        Assert.Contains($"with a pool of {threads}: ", output);
        Assert.Contains(", 0 failed.", output);
    }

    /// <summary>Trimming and ahead-of-time compilation, every warning of theirs an error, and the program that comes out of it.</summary>
    [CToolChainTheory]
    [InlineData("Runtime.Aot")]
    [InlineData("Distributed.Aot")]
    public async Task Compiled_ahead_of_time_without_a_warning_every_form_of_flight_works(string program)
    {
        using var sandbox = new Sandbox();
        await sandbox.DotnetSucceedsAsync(
            "", "publish", Project(program), "-c", Sandbox.Configuration, "-p:BuildProjectReferences=false", "-o", sandbox.PathTo("published"));
        var published = sandbox.PathTo("published", OperatingSystem.IsWindows() ? "flights.exe" : "flights");
        Assert.False(File.Exists(sandbox.PathTo("published", "RefreshRace.dll")), "The program was not compiled ahead of time.");

        var (exitCode, output) = await sandbox.RunAsync("", published);
        Assert.True(exitCode == 0, output);
        Assert.EndsWith("All checks hold.", output.TrimEnd());
    }

    private static string Project(string name) => Path.Combine(Sandbox.RepositoryRoot, "tests", name, $"{name}.csproj");
}
