using Spectre.Console;

namespace RefreshRace.Tool.Reports;

/// <summary>A unified diff for a terminal; where the output is no terminal, exactly as it is, so that it can be piped into <c>git
/// apply</c>.</summary>
internal static class DiffText
{
    public static void Write(string diff, IAnsiConsole console)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            Console.Out.Write(diff);
            return;
        }

        foreach (var line in diff.TrimEnd('\n').Split('\n'))
        {
            console.MarkupLine($"[{Colour(line)}]{Markup.Escape(line.TrimEnd('\r'))}[/]");
        }
    }

    private static string Colour(string line) => line switch
    {
        ['+', '+', '+', ..] or ['-', '-', '-', ..] => "bold",
        ['+', ..] => "green",
        ['-', ..] => "red",
        ['@', ..] => "blue",
        _ => "default",
    };
}
