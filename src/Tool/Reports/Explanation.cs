using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Reports.Scenes;
using Spectre.Console;

namespace RefreshRace.Tool.Reports;

/// <summary>A finding for a terminal with the collision step by step, and the fix as a diff.</summary>
internal static class Explanation
{
    public static void Write(Finding finding, IAnsiConsole console)
    {
        ConsoleReport.WriteFinding(finding, console);
        Owner(finding, console);
        if (Scripts.For(finding) is { } scene)
        {
            Collision(scene, console);
        }

        console.MarkupLine($"[bold]Why[/]\n{Markup.Escape(RuleHelp.PlainWhyOf(finding.Rule))}\n");
        if (!finding.Fix.Edits.IsEmpty)
        {
            console.MarkupLine($"[bold]{Markup.Escape(finding.Fix.Title!)}[/]");
            DiffText.Write(UnifiedDiff.Of(finding.Fix.Edits), console);
        }
    }

    private static void Owner(Finding finding, IAnsiConsole console)
    {
        var owner = finding.Owner;
        var token = owner.Token is null ? "No token is visible: the client holds its own session."
            : $"{owner.Member} reads {owner.Token} at {owner.Place}";
        var store = owner.Store is null ? "" : $", from {owner.Store}";
        console.MarkupLine($"[bold]Token owner[/]\n{Markup.Escape(token + store)}");
        var kept = finding.Site.Keeps is { } keeps ? $"The answer is kept by {keeps} at {finding.Site.KeepsAt}"
            : "Nothing here is seen to keep the answer";
        console.MarkupLine($"{Markup.Escape(kept)}\n");
    }

    private static void Collision(Scene scene, IAnsiConsole console)
    {
        console.MarkupLine("[bold]How it collides[/]");
        foreach (var (step, index) in scene.Steps.Select((step, index) => (step, index)))
        {
            var (from, to) = (scene.Actors[step.From].Title, scene.Actors[step.To].Title);
            var who = step.From == step.To ? from : $"{from} → {to}";
            var token = step.Token is null ? "" : step.IsConsumed ? $" [red]{step.Token} (consumed)[/]" : $" [green]{step.Token}[/]";
            var isHarm = step.Kind is SceneStepKind.Harm or SceneStepKind.HarmNote;
            var label = isHarm ? $"[red]{Markup.Escape(step.Label)}[/]" : Markup.Escape(step.Label);
            var where = step.Where is null ? "" : $"  [grey]{Markup.Escape(step.Where)}[/]";
            console.MarkupLine($"  {index + 1,2}  {Markup.Escape(who),-34}{token} {label}{where}");
        }

        console.WriteLine();
    }
}
