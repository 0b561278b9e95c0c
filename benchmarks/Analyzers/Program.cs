using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers;
using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Sections;
using RefreshRace.AnalyzerBenchmarks.Subjects;

const string Usage = """
    analyzer-benchmarks [options] PROJECT…

    PROJECT is a working folder or a bare git directory, with :Name of a project in it behind, as in ~/src/App:App.Core.

      --sections LIST    of projects, keystrokes, generated, builds; all of these by default. quick looks once at the generated cases
      --cases TEXT       only generated cases whose name has the text
      --no-peers         only RefreshRace and the empty analyzer
      --other DLL        a second build of RefreshRace, compared with this one
      --rounds N         how often each figure is taken, 15 by default; fewer when the time is up, three at least
      --minutes N        about how long the run may take, 10 by default
    """;

var arguments = new Queue<string>(args);
var projects = new List<string>();
var sections = new HashSet<string> { "projects", "keystrokes", "generated", "builds" };
var (cases, peers, rounds, minutes, other) = ("", true, 15, 10.0, (string?)null);
while (arguments.TryDequeue(out var argument))
{
    switch (argument)
    {
        case "--sections":
            sections = [.. arguments.Dequeue().Split(',')];
            break;
        case "--cases":
            cases = arguments.Dequeue();
            break;
        case "--no-peers":
            peers = false;
            break;
        case "--other":
            other = arguments.Dequeue();
            break;
        case "--rounds":
            rounds = int.Parse(arguments.Dequeue(), CultureInfo.InvariantCulture);
            break;
        case "--minutes":
            minutes = double.Parse(arguments.Dequeue(), CultureInfo.InvariantCulture);
            break;
        case var path when !path.StartsWith('-'):
            projects.Add(path);
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

var sets = new List<AnalyzerSet> { AnalyzerSet.Ours };
if (other is not null)
{
    sets.Add(AnalyzerSet.Other(other));
}

sets.AddRange(peers ? AnalyzerSet.Peers() : []);
sets.Add(AnalyzerSet.Floor);
var settings = new Settings(sets, rounds, DateTime.UtcNow.AddMinutes(minutes));
Console.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, Roslyn {typeof(Compilation).Assembly.GetName().Version}; median (min–max).");

if (sections.Contains("quick"))
{
    QuickSection.Run([.. GeneratedCases.All.Where(made => made.Name.Contains(cases, StringComparison.Ordinal))]);
}

// The order is that of the parts of the time: what is left over goes to those that follow.
if (sections.Contains("builds"))
{
    BuildSection.Head();
    BuildSection.Run(settings, typeof(RefreshRaceAnalyzer).Assembly.Location, 0.15);
}

if (sections.Contains("generated"))
{
    GeneratedSection.Run(settings, [.. GeneratedCases.All.Where(made => made.Name.Contains(cases, StringComparison.Ordinal))], sections.Contains("projects") ? 0.5 : 1);
}

for (var index = 0; index < projects.Count; index++)
{
    var subject = RealProjects.Load(projects[index]);
    var share = 1.0 / (projects.Count - index);
    if (sections.Contains("projects"))
    {
        ProjectSection.Run(settings, subject, share * 0.6);
    }

    if (sections.Contains("keystrokes"))
    {
        KeystrokeSection.Run(settings, subject, share);
    }
}

return 0;
