using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;
using Spectre.Console;

namespace RefreshRace.Tool.Reports;

/// <summary>The report for a terminal: grouped by who owns the token, the way to each refresh with file and line.</summary>
internal sealed class ConsoleReport
{
    private const int Indent = 9;

    // A file or a pipe has no width: nothing is to be cut off or wrapped there.
    private const int NoWidth = 4000;

    private readonly IAnsiConsole _console;
    private readonly bool _wraps;

    private ConsoleReport(IAnsiConsole console)
    {
        _console = console;
        _wraps = console.Profile.Width < NoWidth;
    }

    /// <summary>The console of this process; where its output is a file or a pipe, one that wraps nothing.</summary>
    public static IAnsiConsole Default
    {
        get
        {
            var console = AnsiConsole.Console;
            console.Profile.Width = console.Profile.Out.IsTerminal ? console.Profile.Width : NoWidth;
            return console;
        }
    }

    /// <param name="result">What is reported.</param>
    /// <param name="console">Where to.</param>
    /// <param name="withTime">Whether to say how long it took.</param>
    public static void Write(ScanResult result, IAnsiConsole console, bool withTime = true)
    {
        var report = new ConsoleReport(console);
        report.Head(result, withTime);
        foreach (var owner in result.Findings.GroupBy(finding => finding.Owner.Type))
        {
            report.Group([.. owner], result);
        }

        report.Binding(result);
        report.Foot(result);
    }

    /// <summary>One finding with everything that is known about it.</summary>
    public static void WriteFinding(Finding finding, IAnsiConsole console) => new ConsoleReport(console).Detail(finding, showState: false);

    private void Head(ScanResult result, bool withTime)
    {
        var analysed = result.Projects.Where(project => project.State == ProjectState.Analysed).ToList();
        var targets = analysed.Sum(project => Math.Max(1, project.Targets.Length));
        var extent = $"{Count.Of(analysed.Count, "project")}{(targets > analysed.Count ? $", {targets} targets" : "")}";
        var time = withTime ? string.Create(CultureInfo.InvariantCulture, $" · {result.Elapsed.TotalSeconds:F1} s") : "";
        Line($"[bold]RefreshRace[/] {ToolVersion.Text} [grey]·[/] {Text(result.Name)} [grey]· {extent}{time}[/]");
        Line("");
    }

    private void Group(ImmutableArray<Finding> findings, ScanResult result)
    {
        var owner = findings.Select(finding => finding.Owner).OrderByDescending(known => known.Token is not null).First();
        var token = owner.Token is null ? "" : $" [grey]owns[/] {Text(owner.Token)}";
        Line($"[bold underline]{Text(owner.Type)}[/]{token}  [grey]{Text(owner.Place.ToString())}[/]");
        foreach (var finding in findings)
        {
            Detail(finding, result.ComparedWith is not null);
        }
    }

    private void Detail(Finding finding, bool showState)
    {
        var state = showState ? finding.IsNew ? " [red]new[/]" : " [grey]known[/]" : "";
        Line($"  [bold {Colour(finding.Severity)}]{finding.RuleId}[/] {Text(finding.Rule.Title.ToString())}{state}");
        Indented($"[{Colour(finding.Severity)}]{Text(finding.Place.ToString())}[/]  {Text(finding.Message)}");
        Chains(finding);
        foreach (var guard in finding.Guards)
        {
            Field("guard", $"{Text(guard.Name)} [grey]{Text(guard.Place.ToString())}[/]: {Text(guard.Why)}");
        }

        if (finding.Guards.IsEmpty && RuleFamily.Of(finding.RuleId) == "RR0001")
        {
            Field("missing", "no lock, no shared task and no flight on the way");
        }

        Field("fix", Fix(finding.Fix));
        Line("");
    }

    private void Chains(Finding finding)
    {
        foreach (var (chain, index) in finding.Chains.Select((chain, index) => (chain, index)))
        {
            var label = index == 0 ? "called by" : "";
            foreach (var step in chain)
            {
                var arrow = step == chain[0] ? "" : "→ ";
                var length = Indent + 13 + step.Member.Length + step.Place.ToString().Length + step.Place.Code.Length;
                var code = length <= _console.Profile.Width ? $"  {Text(step.Place.Code)}" : "";
                Field(label, $"{arrow}{Text(step.Member)} [grey]{Text(step.Place.ToString())}[/]{code}");
                label = "";
            }
        }

        if (finding.MoreChains > 0)
        {
            Field("", $"[grey]and {Count.Of(finding.MoreChains, "more way")}[/]");
        }
    }

    private static string Fix(FixOutcome fix)
    {
        var package = fix.NeedsPackage ? " [grey](adds the package RefreshRace)[/]" : "";
        return fix.Title is null ? $"[grey]none:[/] {Text(fix.WhyNot!)}" : $"[green]{Text(fix.Title)}[/]{package}";
    }

    private void Binding(ScanResult result)
    {
        var analysed = result.Projects.Where(project => project.State == ProjectState.Analysed);
        var incomplete = analysed.Where(project => !project.Unbound.IsEmpty || !project.Notes.IsEmpty);
        foreach (var project in incomplete)
        {
            Line($"[yellow]{Text(project.Path)}[/] was analysed with gaps");
            foreach (var note in project.Notes)
            {
                Line($"  [grey]{Text(note)}[/]");
            }

            if (!project.Unbound.IsEmpty)
            {
                Line($"  [grey]not resolved:[/] {Text(string.Join(", ", project.Unbound))} [grey](dotnet restore may bring them)[/]");
            }
        }

        foreach (var failure in result.Failures)
        {
            Line($"[red]could not analyse[/] {Text(failure)}");
        }
    }

    private void Foot(ScanResult result)
    {
        foreach (var note in result.Notes)
        {
            Line($"[grey]{Text(note)}[/]");
        }

        var (fresh, all) = (result.New.Count(), result.Findings.Length);
        var known = all > fresh ? $", {all - fresh} known ({result.ComparedWith})" : "";
        var what = result.ComparedWith is null ? Count.Of(fresh, "finding") : Count.Of(fresh, "new finding");
        var colour = fresh > 0 ? "red" : "green";
        Line($"[bold {colour}]{what}[/]{Text(known)}");
    }

    private static string Colour(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "red",
        DiagnosticSeverity.Warning => "yellow",
        _ => "blue",
    };

    private void Field(string label, string markup) => Indented($"[grey]{label,-10}[/]{markup}");

    // What wraps stays under its first line.
    private void Indented(string markup)
    {
        if (_wraps)
        {
            _console.Write(new Padder(new Markup(markup), new Padding(Indent, 0, 0, 0)));
        }
        else
        {
            Line(new string(' ', Indent) + markup);
        }
    }

    private void Line(string markup) => _console.MarkupLine(markup);

    private static string Text(string text) => Markup.Escape(text);
}
