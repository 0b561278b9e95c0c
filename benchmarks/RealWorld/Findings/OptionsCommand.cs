using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.RealWorld.Findings;

/// <summary>Says how each labelled project is compiled, and which findings hang on that: on its own options, and on the stubs.</summary>
internal static partial class OptionsCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var projects = new ConcurrentDictionary<string, string>();
        var findings = new Dictionary<string, HashSet<string>>();
        var stubs = StubLibrary.Load(arguments.Stubs);
        using var restore = arguments.Restore ? new PackageRestore(arguments.Log) : null;
        var variants = new List<(string Name, CompilationSettings Settings)>
        {
            ("own options", new CompilationSettings(stubs, Restore: restore)),
            ("newest language, nullable on", new CompilationSettings(stubs, Newest: true)),
            ("own options without stubs", new CompilationSettings(null)),
        };
        if (restore is not null)
        {
            variants.Add(("own options, stubs in place of packages", new CompilationSettings(stubs)));
        }

        foreach (var (name, settings) in variants)
        {
            var found = new ConcurrentBag<string>();
            await LabelledProject.VisitAllAsync(
                arguments,
                async project =>
                {
                    if (name == variants[0].Name)
                    {
                        projects[$"{project.Tree.Repo}@{project.Tree.ShortRev} {project.Compilation.AssemblyName}"] = Describe(project.Compilation);
                    }

                    foreach (var finding in await new Analysis(project.Compilation).AllAsync())
                    {
                        var line = finding.Location.GetLineSpan();
                        found.Add($"{project.Tree.Repo}@{project.Tree.ShortRev} {finding.Id} {line.Path}:{line.StartLinePosition.Line + 1}");
                    }
                },
                (_, _) => { },
                settings);
            findings[name] = [.. found];
        }

        Write(projects, restore, variants.ConvertAll(variant => variant.Name), findings);
        return 0;
    }

    private static string Describe(CSharpCompilation compilation)
    {
        var parse = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        return $"C# {parse.LanguageVersion.ToDisplayString()}, nullable {compilation.Options.NullableContextOptions.ToString().ToLowerInvariant()}, "
            + (parse.PreprocessorSymbolNames.FirstOrDefault(symbol => Framework().IsMatch(symbol)) ?? "no framework");
    }

    private static void Write(
        IReadOnlyDictionary<string, string> projects,
        PackageRestore? restore,
        List<string> variants,
        Dictionary<string, HashSet<string>> findings)
    {
        Console.Out.WriteLine("| options | projects |\n|---|---|");
        foreach (var group in projects.CountBy(project => project.Value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.Out.WriteLine($"| {group.Key} | {group.Value} |");
        }

        if (restore is not null)
        {
            Console.Out.WriteLine($"\n{restore.Outcomes.Values.Count(count => count is not null)} of {restore.Outcomes.Count} projects restored; stubs stand in for the others:\n");
            foreach (var failed in restore.Outcomes.Where(outcome => outcome.Value is null).Select(outcome => outcome.Key).Order(StringComparer.Ordinal))
            {
                Console.Out.WriteLine("- " + failed);
            }
        }

        Console.Out.WriteLine($"\n{findings[variants[0]].Count} findings with {variants[0]}");
        foreach (var other in variants.Skip(1))
        {
            var (lost, won) = (findings[variants[0]].Except(findings[other]).Order(StringComparer.Ordinal).ToList(), findings[other].Except(findings[variants[0]]).Order(StringComparer.Ordinal).ToList());
            Console.Out.WriteLine($"\n## {other}: {findings[other].Count} findings, {lost.Count} fewer, {won.Count} more\n");
            lost.ForEach(line => Console.Out.WriteLine("- fewer: " + line));
            won.ForEach(line => Console.Out.WriteLine("- more: " + line));
        }
    }

    [GeneratedRegex(@"^(NET\d+_0|NETCOREAPP\d_\d|NETSTANDARD\d_\d|NET\d{2,3})$")]
    private static partial Regex Framework();
}
