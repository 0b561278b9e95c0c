using RefreshRace.Tool.Commands;
using System.Text.RegularExpressions;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Reports;
using RefreshRace.Tool.Reports.Html;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The other reports, made of the same findings.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task An_annotation_has_one_line_and_escapes_what_ends_a_property()
    {
        var race = (await Scanned.OfAsync(("App/a,b:c.cs", Sources.Plain))).Of("RR0001") with { Message = "100 %\nsure" };
        var output = new StringWriter();

        GitHubAnnotations.Write(Results.Of(race), output);

        Assert.Equal(
            "::warning file=App/a%2Cb%3Ac.cs,line=7,endLine=7,col=25,endColumn=73,title=RR0001%3A Refresh has no single-flight guard::100 %25%0Asure\n",
            output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_the_baseline_knows_is_not_annotated()
    {
        var race = (await Scanned.OfAsync(("App/Provider.cs", Sources.Plain))).Of("RR0001") with { IsNew = false };
        var output = new StringWriter();

        GitHubAnnotations.Write(Results.Of(race), output);

        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 2)]
    [InlineData(true, true, 2)]
    public async Task The_exit_code_says_clean_findings_or_incomplete(bool isNew, bool failed, int expected)
    {
        var race = (await Scanned.OfAsync(("App/Provider.cs", Sources.Plain))).Of("RR0001") with { IsNew = isNew };

        var result = Results.Of(race) with { Failures = failed ? ["App/Broken.csproj: it is broken"] : [] };

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task The_page_escapes_what_the_code_says()
    {
        var race = (await Scanned.OfAsync(("App/Provider.cs", Sources.Plain))).Of("RR0001") with { Message = "<script>alert(1)</script>" };

        var page = HtmlReport.Of(Results.Of(race) with { Name = "<b>.slnx" });

        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<b>.slnx", page);
    }

    [Fact]
    public async Task The_page_has_no_outside_parts_and_no_id_twice()
    {
        var scanned = await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain));

        var page = HtmlReport.Of(Results.Of([.. scanned.Findings]));

        Assert.DoesNotMatch("""(src|srcset|data|poster|action)\s*=\s*["']?(https?:)?//""", page);
        Assert.DoesNotMatch(@"url\(|@import", page);
        var ids = Regex.Matches(page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Regex.Matches(page, "href=\"#([^\"]+)\""), link => Assert.Contains(link.Groups[1].Value, ids));
    }

    [Fact]
    public void A_page_without_findings_says_so() => Assert.Contains("Nothing was found.", HtmlReport.Of(Results.Of()));

    [Fact]
    public async Task The_diagram_tells_the_sequence_to_those_who_do_not_see_it()
    {
        var scanned = await Scanned.OfAsync(("App/Sessions.cs", Sources.Chain));

        var page = HtmlReport.Of(Results.Of([.. scanned.Findings]));

        Assert.Matches("<title id=\"f[12]-title\">Refresh has no single-flight guard. 1. Token store to Request A: R1 reads tokens.RefreshToken.", page);
    }

    [Fact]
    public void Two_formats_do_not_go_to_one_stream()
    {
        var error = Assert.Throws<UsageException>(() => new ScanSettings { Json = true, GitHub = true }.Read());

        Assert.Contains("both print to standard output", error.Message);
    }
}
