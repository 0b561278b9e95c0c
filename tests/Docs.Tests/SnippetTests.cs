using RefreshRace.Docs.Tests.Snippets;

namespace RefreshRace.Docs.Tests;

/// <summary>What the pages say about code is what the analyzer says about it.</summary>
public class SnippetTests
{
    public static TheoryData<string, int> Snippets
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var snippet in Repository.Pages().SelectMany(Snippet.In))
            {
                data.Add(snippet.Page, snippet.Line);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Code_on_a_page_compiles_and_has_the_findings_that_the_page_marks(string page, int line)
    {
        var snippet = Snippet.In(Repository.PathTo(page)).Single(snippet => snippet.Line == line);

        var findings = await SnippetAnalysis.FindingsAsync(snippet);
        Assert.Equal(string.Join('\n', snippet.Promised), string.Join('\n', findings));
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Every_rule_page_shows_code_that_is_reported_and_code_that_is_not(string id)
    {
        var snippets = Snippet.In(Repository.PathTo("docs", "rules", id + ".md")).ToList();

        Assert.Contains(snippets, snippet => snippet.Promised.Any(promise => promise.EndsWith(id, StringComparison.Ordinal)));
        if (Rules.Of(id).DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)
        {
            Assert.Contains(snippets, snippet => snippet.Promised.Count == 0);
        }
    }
}
