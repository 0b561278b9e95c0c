using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests;

/// <summary>Links between the pages lead somewhere. Links to other sites are not followed: the tests ask nothing of the network.</summary>
public partial class LinkTests
{
    [Fact]
    public void Every_link_to_a_file_of_the_repository_finds_it_and_its_heading()
    {
        var broken =
            from file in Repository.Pages()
            from Match link in RelativeLink().Matches(File.ReadAllText(file))
            let target = link.Groups["file"].Value is { Length: > 0 } path ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path)) : file
            let heading = link.Groups["heading"].Value
            where !(File.Exists(target) || Directory.Exists(target)) || (heading.Length > 0 && !Headings(target).Contains(heading))
            select $"{Repository.Relative(file)}: {link.Value}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_under_docs_is_linked_from_another_page()
    {
        var linked =
            from file in Repository.Pages()
            from Match link in RelativeLink().Matches(File.ReadAllText(file))
            where link.Groups["file"].Length > 0
            select Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, link.Groups["file"].Value));

        Assert.Empty(Repository.Pages().Where(file => Repository.Relative(file).StartsWith("docs/", StringComparison.Ordinal)).Except(linked).Select(Repository.Relative));
    }

    /// <summary>The headings as a browser addresses them: lower case, blanks as hyphens, without punctuation.</summary>
    private static IEnumerable<string> Headings(string file) =>
        File.ReadLines(file).Where(line => line.StartsWith('#'))
            .Select(line => Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(?:#(?<heading>[^)\s]+))?\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
