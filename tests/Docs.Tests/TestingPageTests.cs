using RefreshRace.Docs.Tests.Snippets;

namespace RefreshRace.Docs.Tests;

/// <summary>Whoever pastes the code of the page about testing into a file of a test project gets tests that pass.</summary>
public class TestingPageTests
{
    private static readonly string s_page = Repository.PathTo("docs", "testing.md");

    public static TheoryData<int> Snippets => [.. Snippet.In(s_page).Select(snippet => snippet.Line)];

    [Theory, MemberData(nameof(Snippets))]
    public async Task The_code_is_a_whole_file_and_its_tests_pass(int line)
    {
        var page = SnippetAnalysis.Load(Snippet.In(s_page).Single(snippet => snippet.Line == line));

        var tests = page.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: false));
        foreach (var test in tests)
            await (Task)test.Invoke(Activator.CreateInstance(test.DeclaringType!), null)!;
    }

    [Fact]
    public void The_page_shows_a_test_for_each_kind_of_client()
    {
        var tests = Snippet.In(s_page).Count(snippet => snippet.Code.Contains("[Fact]", StringComparison.Ordinal));

        Assert.Equal(6, tests);
    }
}
