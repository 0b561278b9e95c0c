using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Reports;

/// <summary>The pages of the rules, which are in the command: what is reported, why, and how to fix it.</summary>
internal static partial class RuleHelp
{
    /// <summary>The section "Why" of a rule's page; the description where there is none.</summary>
    public static string WhyOf(DiagnosticDescriptor rule) => Section(rule, "Why") ?? rule.Description.ToString();

    /// <summary>The same without the marks of Markdown.</summary>
    public static string PlainWhyOf(DiagnosticDescriptor rule) =>
        Named().Replace(WhyOf(rule), "$1").Replace("`", "", StringComparison.Ordinal);

    public static string TextOf(DiagnosticDescriptor rule) => $"{rule.Description} See {rule.HelpLinkUri}";

    public static string MarkdownOf(DiagnosticDescriptor rule)
    {
        var reported = Section(rule, "What is reported") is { } section ? section + "\n\n" : "";
        return $"{reported}**Why**\n\n{WhyOf(rule)}\n\n[{rule.Id}: {rule.Title}]({rule.HelpLinkUri})";
    }

    private static string? Section(DiagnosticDescriptor rule, string title)
    {
        using var stream = typeof(RuleHelp).Assembly.GetManifestResourceStream($"{rule.Id}.md");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        var parts = Heading().Split(reader.ReadToEnd());
        var index = Array.FindIndex(parts, part => part.Split('\n')[0].Trim() == title);
        if (index < 0)
        {
            return null;
        }

        var text = parts[index][parts[index].IndexOf('\n', StringComparison.Ordinal)..].Trim();
        return Link().Replace(text, link => Absolute(link, rule.HelpLinkUri));
    }

    private static string Absolute(Match link, string page)
    {
        var target = link.Groups[1].Value;
        return Uri.IsWellFormedUriString(target, UriKind.Absolute) ? link.Value : $"]({new Uri(new Uri(page), target)})";
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)\s]+\)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
