namespace RefreshRace.Tool.Reports.Html;

/// <summary>The style and the script of the page, which are in the command.</summary>
internal static class PageParts
{
    public static string Read(string name)
    {
        using var stream = typeof(PageParts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
