using System.Text;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Docs.Tests;

/// <summary>docs/sdks.md is generated from the analyzer's catalogue.</summary>
public class SdkPageTests
{
    private const string Head = """
        # Packages that RefreshRace knows

        <!-- Generated from src/Analyzers/Knowledge/sdks.tsv. A failed test of tests/Docs.Tests writes the new text beside its assembly. -->

        What a call does is taken from your code where the code shows it. For packages, RefreshRace knows these members. You can
        [add rows of your own](configuration.md#your-own-packages).


        """;

    [Fact]
    public void The_page_shows_every_row_of_the_catalogue()
    {
        var expected = Page();
        if (Repository.Read("docs", "sdks.md") == expected)
        {
            return;
        }

        var written = Path.Combine(AppContext.BaseDirectory, "sdks.actual.md");
        File.WriteAllText(written, expected);
        Assert.Fail($"docs/sdks.md is not what the catalogue says. Copy {written} over it.");
    }

    private static string Page()
    {
        var rows = Catalogue.ShippedText().Lines.Select(line => line.ToString()).Where(line => line.Length > 0).Skip(1).Select(line => line.Split('\t')).ToList();
        var page = new StringBuilder(Head);
        Section("Redeems a refresh token; concurrent calls are not merged", "redeems");
        Section("Merges concurrent refreshes, or its tokens stay valid after use: never reported", "merges", "merges-inside");
        Section("Only looks like a refresh: never reported", "looks-alike");
        return page.ToString().TrimEnd('\n') + "\n";

        void Section(string title, params string[] kinds)
        {
            page.Append($"## {title}\n\n| member | package | note |\n|---|---|---|\n");
            foreach (var row in rows.Where(row => kinds.Contains(row[1])))
            {
                page.Append($"| [`{row[0][2..].Replace("`1", "<T>", StringComparison.Ordinal)}`]({row[6]}) | {row[4]} | {(row[7] == "-" ? "" : row[7])} |\n");
            }

            page.Append('\n');
        }
    }
}
