using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>What the <c>.editorconfig</c> of a repository says about the code that a fix writes.</summary>
internal sealed class EditorConfig(AnalyzerConfigOptions options)
{
    private const string RulePrefix = "dotnet_naming_rule.";

    public static EditorConfig Of(Document document, SyntaxTree tree) =>
        new(document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(tree));

    /// <summary>The value of a setting without its severity; null where it is not set.</summary>
    public string? Value(string key) =>
        options.TryGetValue(key, out var value) && value is not null ? value.Split(':')[0].Trim().ToLowerInvariant() : null;

    /// <summary>A private read-only field's name, as the naming rules have it; null where none speaks of such a field.</summary>
    /// <param name="words">The name in Pascal case.</param>
    public string? FieldName(string words, bool isStatic)
    {
        var style = Rules().Where(rule => Value(rule + ".severity") != "none" && Applies(rule, isStatic))
            .OrderByDescending(rule => List(Symbols(rule) + ".required_modifiers").Length)
            .Select(rule => "dotnet_naming_style." + Value(rule + ".style"))
            .FirstOrDefault();
        return style is null
            ? null
            : (Raw(style + ".required_prefix")
                ?? "") + Cased(words, Value(style + ".capitalization")) + (Raw(style + ".required_suffix")
                ?? "");
    }

    private string? Raw(string key) => options.TryGetValue(key, out var value) ? value.Trim() : null;

    private IEnumerable<string> Rules() => options.Keys
        .Where(key => key.StartsWith(RulePrefix, StringComparison.OrdinalIgnoreCase)
            && key.EndsWith(".symbols", StringComparison.OrdinalIgnoreCase))
        .Select(key => key.Substring(0, key.Length - ".symbols".Length))
        .OrderBy(key => key, StringComparer.Ordinal);

    private string Symbols(string rule) => "dotnet_naming_symbols." + Value(rule + ".symbols");

    private bool Applies(string rule, bool isStatic)
    {
        var symbols = Symbols(rule);
        return IsOneOf(symbols + ".applicable_kinds", "field")
            && IsOneOf(symbols + ".applicable_accessibilities", "private")
            && List(symbols + ".required_modifiers").All(modifier => modifier == "readonly" || modifier == "static" && isStatic);
    }

    private bool IsOneOf(string key, string value) =>
        List(key) is var list && (list.Length == 0 || list.Contains("*") || list.Contains(value));

    private string[] List(string key) =>
        Value(key) is { } value ? [.. value.Split(',').Select(part => part.Trim()).Where(part => part.Length > 0)] : [];

    private static string Cased(string words, string? capitalization) => capitalization switch
    {
        "camel_case" => char.ToLowerInvariant(words[0]) + words.Substring(1),
        "all_lower" => words.ToLowerInvariant(),
        "all_upper" => words.ToUpperInvariant(),
        "first_word_upper" => char.ToUpperInvariant(words[0]) + words.Substring(1).ToLowerInvariant(),
        _ => words,
    };
}
