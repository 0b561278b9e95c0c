using System.Diagnostics;
using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Subjects;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <summary>Whole <c>dotnet build</c>s of a generated project, with the analyzer and without it, in pairs.</summary>
internal static class BuildSection
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <EnableNETAnalyzers>false</EnableNETAnalyzers>
          </PropertyGroup>
          <ItemGroup Condition="'$(Measured)' != ''">
            <Analyzer Include="$(Measured)" />
          </ItemGroup>
        </Project>
        """;

    public static void Run(Settings settings, string analyzer, double share)
    {
        var folder = Directory.CreateTempSubdirectory("build-pairs");
        try
        {
            Write(folder.FullName);
            Build(folder.FullName, "restore");
            foreach (var (name, measured) in new[] { ("cold compiler", "-p:UseSharedCompilation=false"), ("compiler server", "-p:UseSharedCompilation=true") })
            {
                var (without, with) = (new List<double>(), new List<double>());
                settings.Interleave(share / 2, [() => Take(without, ""), () => Take(with, $"-p:Measured={analyzer}")]);
                Console.WriteLine($"| {name} | {Statistics.Describe(without)} | {Statistics.Describe(with)} | {Statistics.Describe(with.Zip(without, (a, b) => a - b))} |");

                void Take(List<double> list, string property)
                {
                    var clock = Stopwatch.StartNew();
                    Build(folder.FullName, "build", "--no-restore", "--no-incremental", "-nodeReuse:false", measured, property);
                    if (!settings.IsWarmUp)
                    {
                        list.Add(clock.Elapsed.TotalMilliseconds);
                    }
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void Head()
    {
        Console.WriteLine("\n### `dotnet build`, 1,000 classes and ten refreshes, ms on the clock\n");
        Console.WriteLine("| compiler | without | with | difference within a pair |");
        Console.WriteLine("|---|---|---|---|");
    }

    private static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "Pairs.csproj"), Project);
        foreach (var (path, text) in GeneratedCases.Named("classes without a refresh").Files(1_000).Concat(GeneratedCases.Named("refreshes with names of their own").Files(10).Select(file => ("refreshes/" + file.Path, file.Text))))
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, text);
        }
    }

    private static void Build(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var argument in arguments.Where(argument => argument.Length > 0).Append("-v:q"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(output);
        }
    }
}
