using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RefreshRace.Benchmarks.Paired;

/// <summary>
/// The Go side: a test binary, built once and run beside each .NET case that it is compared with, so both sides meet the same machine.
/// </summary>
internal sealed partial class GoCases
{
    private readonly string _binary;

    private GoCases(string binary) => _binary = binary;

    /// <summary>Builds the binary; null without Go or its singleflight package (Debian: golang-go, golang-golang-x-sync-dev).</summary>
    internal static GoCases? TryBuild()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "go");
        var binary = Path.Combine(folder, "paired.test");
        try
        {
            var (status, output) = Start("go", $"test -c -o {binary}", folder, ("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"));
            if (status == 0)
                return new GoCases(binary);
            Console.Error.WriteLine(output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("Go is not installed: its rows are left out.");
        }

        return null;
    }

    /// <summary>Runs one benchmark; null when it printed nothing that can be read.</summary>
    internal Measured? Run(string benchmark, string times)
    {
        var (_, output) = Start(
            _binary,
            $"-test.run=none -test.bench=^Benchmark{benchmark}$ -test.benchtime={times} -test.benchmem",
            Path.GetDirectoryName(_binary)!);
        var line = Line().Match(output);
        return line.Success
            ? new(
                double.Parse(line.Groups["ns"].Value, CultureInfo.InvariantCulture),
                double.Parse(line.Groups["bytes"].Value, CultureInfo.InvariantCulture))
            : null;
    }

    private static (int Status, string Output) Start(
        string file, string arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [GeneratedRegex(@"(?<ns>[\d.]+) cpu-ns/op\s+(?<bytes>\d+) B/op")]
    private static partial Regex Line();
}
