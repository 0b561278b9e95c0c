using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Reports;

/// <summary>The pages of the rules, which are in the command: what is reported, why, and how to fix it.</summary>
internal static partial class RuleHelp
{
    private const string Pages = "https://github.com/refreshrace/RefreshRace/blob/main/docs/rules/";

    /// <summary>The section "Why" of a rule's page; the description where there is none.</summary>
    public static string WhyOf(DiagnosticDescriptor rule) => Section(rule.Id, "Why") ?? rule.Description.ToString();

    /// <summary>The same without the marks of Markdown.</summary>
    public static string PlainWhyOf(DiagnosticDescriptor rule) =>
        Named().Replace(WhyOf(rule), "$1").Replace("`", "", StringComparison.Ordinal);

    public static string TextOf(DiagnosticDescriptor rule) => $"{rule.Description} See {rule.HelpLinkUri}";

    public static string MarkdownOf(DiagnosticDescriptor rule)
    {
        var reported = Section(rule.Id, "What is reported") is { } section ? section + "\n\n" : "";
        return $"{reported}**Why**\n\n{WhyOf(rule)}\n\n[{rule.Id}: {rule.Title}]({rule.HelpLinkUri})";
    }

    private static string? Section(string rule, string title)
    {
        using var stream = typeof(RuleHelp).Assembly.GetManifestResourceStream($"{rule}.md");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        var parts = Heading().Split(reader.ReadToEnd());
        var index = Array.FindIndex(parts, part => part.Split('\n')[0].Trim() == title);
        return index < 0 ? null : Link().Replace(parts[index][parts[index].IndexOf('\n', StringComparison.Ordinal)..].Trim(), Absolute);
    }

    private static string Absolute(Match link)
    {
        var target = link.Groups[1].Value;
        return Uri.IsWellFormedUriString(target, UriKind.Absolute) ? link.Value : $"]({new Uri(new Uri(Pages), target)})";
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)\s]+\)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
