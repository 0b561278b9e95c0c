using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RefreshRace.Tool.Findings;
using Spectre.Console;

namespace RefreshRace.Tool.Reports;

/// <summary>The report for a terminal as an SVG picture: the same output without the time it took, drawn instead of printed.</summary>
internal static partial class TerminalPicture
{
    private const int Columns = 118;
    private const double CharWidth = 7.8;
    private const int LineHeight = 19;
    private const int Margin = 18;
    private const int Bar = 34;

    public static string Of(ScanResult result)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Columns;
        ConsoleReport.Write(result, console, withTime: false);
        string[] lines = [$"$ refreshrace scan {result.Name}", .. output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n')];
        return Draw(lines);
    }

    private static string Draw(string[] lines)
    {
        var width = (int)(Columns * CharWidth) + (2 * Margin);
        var height = Bar + Margin + (lines.Length * LineHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"
              role="img" aria-label="Output of refreshrace scan">
            <style>
            text {"{"} font: 13px ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; {"}"}
            text {"{"} fill: #d7dee8; white-space: pre; {"}"} .b {"{"} font-weight: 700; {"}"} .u {"{"} text-decoration: underline; {"}"}
            .grey {"{"} fill: #8492a6; {"}"} .red {"{"} fill: #ff7b80; {"}"}
            .yellow {"{"} fill: #f2c14e; {"}"} .green {"{"} fill: #6fd6a4; {"}"} .blue {"{"} fill: #82aaff; {"}"}
            </style>
            <rect width="{width}" height="{height}" rx="10" fill="#151b24"/>
            <circle cx="20" cy="18" r="5.5" fill="#ff5f57"/><circle cx="39" cy="18" r="5.5" fill="#febc2e"/>
            <circle cx="58" cy="18" r="5.5" fill="#28c840"/>

            """);
        for (var index = 0; index < lines.Length; index++)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Margin}\" y=\"{Bar + 14 + (index * LineHeight)}\">{Spans(lines[index].TrimEnd())}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The coloured parts of a line, from its escape sequences.</summary>
    private static string Spans(string line)
    {
        var html = new StringBuilder();
        var style = "";
        var at = 0;
        foreach (Match code in Escape().Matches(line))
        {
            Add(html, line[at..code.Index], style);
            style = string.Join(' ', code.Groups[1].Value.Split(';').Select(Style).Where(name => name.Length > 0));
            at = code.Index + code.Length;
        }

        Add(html, line[at..], style);
        return html.ToString();
    }

    private static void Add(StringBuilder html, string text, string style)
    {
        var shown = WebUtility.HtmlEncode(text).Replace("&#39;", "'", StringComparison.Ordinal);
        html.Append(text.Length == 0 || style.Length == 0 ? shown : $"<tspan class=\"{style}\">{shown}</tspan>");
    }

    private static string Style(string code) => code switch
    {
        "1" => "b",
        "4" => "u",
        "31" or "91" => "red",
        "32" or "92" => "green",
        "33" or "93" => "yellow",
        "34" or "94" => "blue",
        "90" or "37" => "grey",
        _ => "",
    };

    [GeneratedRegex(@"\u001b\[([0-9;]*)m")]
    private static partial Regex Escape();
}
