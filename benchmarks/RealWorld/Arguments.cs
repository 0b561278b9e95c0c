using System.Globalization;
using System.Text.RegularExpressions;
using RefreshRace.RealWorld.Invariance;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld;

/// <summary>What the command line asks for.</summary>
internal sealed class Arguments
{
    public const string Usage = """
        usage: realworld findings --clones DIR [options]   list every finding in the labelled projects, to be judged
               realworld judged   --clones DIR [options]   list the warnings that no label speaks about, with the verdicts
               realworld fixes    --clones DIR [options]   apply every offered fix at the labelled race and swallow sites, and check the result
               realworld options  --clones DIR [options]   say how each labelled project is compiled, and which findings hang on that and on the stubs
               realworld invariance [options]             rewrite the rules' own cases in ways that change nothing, and compare the findings

          --clones DIR    holds owner+name/repo, owner+name or owner/name: git directories or checkouts; nothing is checked out
          --labels FILE   the labelled places (default: labels.tsv beside the program)
          --stubs DIR     C# files that stand in for packages (default: stubs beside the program)
          --verdicts FILE what a reviewer says to findings without a label (judged; default: verdicts.tsv beside the program)
          --only REGEX    only the repositories whose owner/name matches
          --jobs N        how many trees are worked on at once (default 1)
          --format F      tsv or markdown (default markdown)
          --unlabelled    only what no label speaks about (findings)
          --every         also at the findings of which no label speaks (fixes)
          --diffs DIR     write what each fix changed to a file each (fixes)
          --restore       bring the projects' packages with dotnet restore, which evaluates their build files; stubs stand in where that fails
          --seeds DIR     folders or files whose sources are rewritten, separated by ';' (invariance; default: the tests of analyzer and fixes, the docs)
          --sample N      every N-th pair of a seed and a rewrite (invariance; default 1)
          --rewrite NAMES some rewrites alone, separated by ';' (invariance)
          --json FILE     write every pair's outcome (invariance)
          --verbose       say on standard error what is being done

        exit status: 0 done; 1 wrong usage or unreadable input; 2 the analyzer threw, a finding has no verdict, or a fix left a site that is not clean
        """;

    public string Command { get; private set; } = string.Empty;

    public string Clones { get; private set; } = string.Empty;

    public string LabelFile { get; private set; } = Path.Combine(AppContext.BaseDirectory, "labels.tsv");

    public string Stubs { get; private set; } = Path.Combine(AppContext.BaseDirectory, "stubs");

    public string Verdicts { get; private set; } = Path.Combine(AppContext.BaseDirectory, "verdicts.tsv");

    public Regex? Only { get; private set; }

    public int Jobs { get; private set; } = 1;

    public bool Tsv { get; private set; }

    public bool UnlabelledOnly { get; private set; }

    public bool Every { get; private set; }

    public string? Diffs { get; private set; }

    public bool Restore { get; private set; }

    public bool Verbose { get; private set; }

    /// <summary>Gets the folders and files whose sources are rewritten.</summary>
    public IReadOnlyList<string> Seeds { get; private set; } =
        [.. new[] { "tests/Analyzers.Tests", "tests/CodeFixes.Tests", "tests/EndToEnd.Tests", "docs", "README.md" }.Select(path => Path.Combine(InvarianceCommand.Root, path))];

    public int Sample { get; private set; } = 1;

    public string? Rewrite { get; private set; }

    public string? Json { get; private set; }

    public static Arguments Parse(string[] arguments)
    {
        var parsed = new Arguments { Command = arguments.FirstOrDefault() ?? string.Empty };
        using var rest = arguments.Skip(1).GetEnumerator();
        while (rest.MoveNext())
        {
            var name = rest.Current;
            string Value() => rest.MoveNext() ? rest.Current : throw new UsageException($"{name} needs a value.");
            switch (name)
            {
                case "--clones": parsed.Clones = Value(); break;
                case "--labels": parsed.LabelFile = Value(); break;
                case "--stubs": parsed.Stubs = Value(); break;
                case "--verdicts": parsed.Verdicts = Value(); break;
                case "--only": parsed.Only = new Regex(Value(), RegexOptions.IgnoreCase); break;
                case "--jobs": parsed.Jobs = int.Parse(Value(), CultureInfo.InvariantCulture); break;
                case "--format": parsed.Tsv = Value() is var format && format == "tsv" || (format == "markdown" ? false : throw new UsageException($"There is no format {format}.")); break;
                case "--unlabelled": parsed.UnlabelledOnly = true; break;
                case "--every": parsed.Every = true; break;
                case "--diffs": parsed.Diffs = Value(); break;
                case "--restore": parsed.Restore = true; break;
                case "--seeds": parsed.Seeds = Value().Split(';', StringSplitOptions.RemoveEmptyEntries); break;
                case "--sample": parsed.Sample = int.Parse(Value(), CultureInfo.InvariantCulture); break;
                case "--rewrite": parsed.Rewrite = Value(); break;
                case "--json": parsed.Json = Value(); break;
                case "--verbose": parsed.Verbose = true; break;
                default: throw new UsageException($"Unknown argument {name}.");
            }
        }

        return parsed switch
        {
            { Command: not ("findings" or "judged" or "fixes" or "options" or "invariance") } => throw new UsageException("The first argument is findings, judged, fixes, options or invariance."),
            { Jobs: < 1 } => throw new UsageException("--jobs is at least 1."),
            { Sample: < 1 } => throw new UsageException("--sample is at least 1."),
            { Rewrite: { } names } when names.Split(';').Except(RewriteList.All.Select(rewrite => rewrite.Name)).FirstOrDefault() is { } name =>
                throw new UsageException($"There is no rewrite {name}."),
            { Command: "invariance" } => parsed.Seeds.FirstOrDefault(path => !Path.Exists(path)) is { } missing ? throw new UsageException($"There is no {missing}.") : parsed,
            _ when !Directory.Exists(parsed.Clones) => throw new UsageException($"There is no folder {parsed.Clones}."),
            _ when !Directory.Exists(parsed.Stubs) => throw new UsageException($"There is no folder {parsed.Stubs}."),
            _ when !File.Exists(parsed.Verdicts) => throw new UsageException($"There is no file {parsed.Verdicts}."),
            _ when !File.Exists(parsed.LabelFile) => throw new UsageException($"There is no file {parsed.LabelFile}."),
            _ => parsed,
        };
    }

    public void Log(string message)
    {
        if (Verbose)
        {
            Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {message}");
        }
    }

    /// <summary>The wanted labels, a list for each commit of a repository; the trees with the most rows come first.</summary>
    public List<List<Label>> Trees() => [.. Label.Read(LabelFile)
        .Where(label => Only?.IsMatch(label.Repo) != false)
        .GroupBy(label => (label.Repo, label.Rev))
        .OrderByDescending(group => group.Count())
        .ThenBy(group => group.Key.Repo, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Rev, StringComparer.Ordinal)
        .Select(group => group.ToList())];
}
