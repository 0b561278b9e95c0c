using BenchmarkDotNet.Running;
using RefreshRace.Benchmarks.Paired;

// "paired [rounds]" runs the .NET and the Go cases in turn, in one go; anything else is for BenchmarkDotNet.
if (args is not ["paired", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return;
}

var count = args.Length > 1 ? int.Parse(args[1]) : 9;
var dotnet = new DotNetCases();
var go = GoCases.TryBuild();
for (var i = 0; i < 3; i++)
    dotnet.Run(go: null);
var rounds = new List<Dictionary<string, Measured>>();
for (var i = 0; i < count; i++)
    rounds.Add(dotnet.Run(go));

Report.Write(rounds, DotNetCases.Churn());
