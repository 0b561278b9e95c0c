using System.Text.Json;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Reports.Sarif;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The log says what the finding says. Its validity against the schema is tested with Microsoft's validator in the
/// matrix.</summary>
public sealed class SarifTests
{
    private static async Task<JsonElement> RunAsync(Func<ScanResult, ScanResult>? change = null)
    {
        var scanned = await Scanned.OfAsync(("App/My Sessions.cs", Sources.Chain));
        var offers = new FixOffers(scanned.Solution, Scanned.Paths, withEdits: true);
        var findings = new List<Finding>();
        foreach (var (finding, raw) in scanned.Findings.Zip(scanned.Raw))
        {
            findings.Add(finding with { Fix = await offers.ForAsync(raw, CancellationToken.None) });
        }

        var result = Results.Of([.. findings]);
        return JsonDocument.Parse(SarifReport.Of(change?.Invoke(result) ?? result)).RootElement.GetProperty("runs")[0];
    }

    private static string? Id(JsonElement element) => element.GetProperty("id").GetString();

    private static JsonElement Race(JsonElement run) =>
        run.GetProperty("results").EnumerateArray().Single(result => result.GetProperty("ruleId").GetString() == "RR0001");

    [Fact]
    public async Task A_code_flow_has_a_step_for_each_frame()
    {
        var flow = Race(await RunAsync()).GetProperty("codeFlows")[0].GetProperty("threadFlows")[0].GetProperty("locations");

        Assert.Equal(
            [5, 15, 27],
            flow.EnumerateArray().Select(step => step.GetProperty("location").GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32()));
    }

    [Fact]
    public async Task Addresses_are_relative_to_the_root_and_escaped()
    {
        var place = Race(await RunAsync()).GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");

        Assert.Equal("App/My%20Sessions.cs", place.GetProperty("uri").GetString());
        Assert.Equal("SRCROOT", place.GetProperty("uriBaseId").GetString());
    }

    [Fact]
    public async Task Related_places_say_what_they_are()
    {
        var related = Race(await RunAsync()).GetProperty("relatedLocations").EnumerateArray()
            .Select(place => place.GetProperty("message").GetProperty("text").GetString()!);

        Assert.Equal(
            ["Sessions.GetAsync reads the refresh token here: tokens.RefreshToken", "The answer is kept here",
                "A failure arrives here: catch (Exception)"],
            related.Select(text => text.StartsWith("A failure", StringComparison.Ordinal) ? text[..41] : text));
    }

    [Fact]
    public async Task Every_taxon_of_a_result_is_the_one_at_its_index()
    {
        var run = await RunAsync();
        var taxa = run.GetProperty("taxonomies")[0].GetProperty("taxa");

        var referred = run.GetProperty("results").EnumerateArray().SelectMany(result => result.GetProperty("taxa").EnumerateArray())
            .ToList();
        Assert.NotEmpty(referred);
        Assert.All(referred, taxon => Assert.Equal(Id(taxon), Id(taxa[taxon.GetProperty("index").GetInt32()])));
        Assert.Equal("CWE-362", Race(run).GetProperty("taxa")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Rules_have_help_and_results_point_at_them()
    {
        var run = await RunAsync();
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.All(run.GetProperty("results").EnumerateArray(), result =>
            Assert.Equal(result.GetProperty("ruleId").GetString(), Id(rules[result.GetProperty("ruleIndex").GetInt32()])));
        Assert.All(rules.EnumerateArray(), rule =>
        {
            Assert.Contains("docs/rules/RR", rule.GetProperty("help").GetProperty("text").GetString());
            Assert.Contains("**Why**", rule.GetProperty("help").GetProperty("markdown").GetString());
        });
    }

    [Fact]
    public async Task The_fix_replaces_lines_and_not_the_file()
    {
        var replacements = Race(await RunAsync()).GetProperty("fixes")[0].GetProperty("artifactChanges")[0].GetProperty("replacements");

        Assert.True(replacements.GetArrayLength() > 1);
        Assert.All(replacements.EnumerateArray(), replacement =>
        {
            var region = replacement.GetProperty("deletedRegion");
            Assert.True(region.GetProperty("endLine").GetInt32() - region.GetProperty("startLine").GetInt32() < 10);
        });
    }

    [Fact]
    public async Task Nothing_internal_is_written()
    {
        var text = (await RunAsync()).GetRawText();

        Assert.DoesNotContain("\"properties\"", text);
        Assert.DoesNotContain("ShortLived", text);
        Assert.DoesNotContain("\"Tokens\"", text);
    }

    [Fact]
    public async Task What_could_not_be_analysed_is_in_the_invocation()
    {
        var run = await RunAsync(result => result with { Failures = ["App/Broken.csproj: it is broken"] });

        var invocation = run.GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(2, invocation.GetProperty("exitCode").GetInt32());
        Assert.Equal(
            "App/Broken.csproj: it is broken",
            invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(true, "new")]
    [InlineData(false, "unchanged")]
    public async Task A_baseline_is_told(bool isNew, string state)
    {
        var run = await RunAsync(result => result with
        {
            ComparedWith = "baseline b.json",
            Findings = [.. result.Findings.Select(finding => finding with { IsNew = isNew })],
        });

        Assert.Equal(state, Race(run).GetProperty("baselineState").GetString());
    }
}
