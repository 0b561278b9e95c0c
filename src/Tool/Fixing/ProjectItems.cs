using System.Xml;
using System.Xml.Linq;

namespace RefreshRace.Tool.Fixing;

/// <summary>Items of MSBuild files, inserted as text, so that comments, line ends and indentation stay.</summary>
internal static class ProjectItems
{
    /// <summary>Whether there is an item of that name.</summary>
    public static bool Has(string text, string item, string name) =>
        Items(text, item).Any(found => string.Equals((string?)found.Attribute("Include"), name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a property is <c>true</c>.</summary>
    public static bool IsOn(string text, string property) => Parse(text)?.Descendants()
        .Any(found => found.Name.LocalName == property
            && string.Equals(found.Value.Trim(), "true", StringComparison.OrdinalIgnoreCase)) == true;

    /// <summary>The text with one more item: after the last one of its kind, or in a group of its own. Null where the text is no
    /// project.</summary>
    public static string? Insert(string text, string item, string name, string? version)
    {
        if (Parse(text) is not { Root.Name.LocalName: "Project" } project)
        {
            return null;
        }

        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var added = version is null ? $"<{item} Include=\"{name}\" />" : $"<{item} Include=\"{name}\" Version=\"{version}\" />";
        var last = Items(project, item).LastOrDefault(found =>
            found.Attribute("Condition") is null && found.Parent?.Attribute("Condition") is null && found.Parent?.Parent == project.Root);
        if (last is not null)
        {
            var end = EndOf(text, last);
            return text.Insert(end, newLine + IndentAt(text, StartOf(text, last)) + added);
        }

        var close = text.LastIndexOf("</Project>", StringComparison.Ordinal);
        if (close < 0)
        {
            return null;
        }

        var indent = project.Root!.Elements().FirstOrDefault() is { } first ? IndentAt(text, StartOf(text, first)) : "  ";
        var group = $"{indent}<ItemGroup>{newLine}{indent}{indent}{added}{newLine}{indent}</ItemGroup>{newLine}";
        return text.Insert(close, (text[..close].EndsWith("\n\n", StringComparison.Ordinal) ? "" : newLine) + group + newLine);
    }

    private static IEnumerable<XElement> Items(string text, string item) => Parse(text) is { } project ? Items(project, item) : [];

    private static IEnumerable<XElement> Items(XDocument project, string item) =>
        project.Descendants().Where(found => found.Name.LocalName == item && found.Attribute("Include") is not null);

    private static XDocument? Parse(string text)
    {
        try
        {
            return XDocument.Parse(text, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // The position that XML tells is that of the name, after the bracket.
    private static int StartOf(string text, XElement element)
    {
        IXmlLineInfo info = element;
        var at = 0;
        for (var line = 1; line < info.LineNumber; line++)
        {
            at = text.IndexOf('\n', at) + 1;
        }

        return at + info.LinePosition - 2;
    }

    private static int EndOf(string text, XElement element)
    {
        var end = element.IsEmpty ? "/>" : $"</{element.Name.LocalName}>";
        return text.IndexOf(end, StartOf(text, element), StringComparison.Ordinal) + end.Length;
    }

    private static string IndentAt(string text, int position)
    {
        var line = text.LastIndexOf('\n', Math.Max(0, position - 1)) + 1;
        return text[line..position].All(char.IsWhiteSpace) ? text[line..position] : "";
    }
}
