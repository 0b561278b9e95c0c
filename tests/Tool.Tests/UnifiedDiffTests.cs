using System.Text;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;

namespace RefreshRace.Tool.Tests;

/// <summary>A diff is what turns the old file into the new one, byte by byte.</summary>
public sealed class UnifiedDiffTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n")]
    [InlineData("a\nb\nc", "a\nx\nc")]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("a\r\nb\r\nc\r\n", "a\r\nx\r\ny\r\nc\r\n")]
    [InlineData("    a\n    b\n", "a\n    b\n")]
    [InlineData("a\n", "using X;\n\na\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n16\n")]
    [InlineData("a\nb\nc\nd\n", "a\nd\n")]
    public async Task Git_applies_it(string before, string after)
    {
        using var sandbox = new Sandbox();
        sandbox.Write("f.txt", before);
        sandbox.Write("fix.diff", UnifiedDiff.Of(new FileEdit("f.txt", "f.txt", SourceText.From(before, Encoding.UTF8), SourceText.From(
            after, Encoding.UTF8))));

        var (exitCode, output) = await sandbox.RunAsync("", "git", "apply", "-p1", "--whitespace=nowarn", "fix.diff");

        Assert.True(exitCode == 0, output + sandbox.Read("fix.diff"));
        Assert.Equal(after, sandbox.Read("f.txt"));
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n")]
    [InlineData("a\r\nb", "b\r\na\r\nb\r\nc")]
    public void Changes_of_lines_make_the_same_text(string before, string after)
    {
        var text = SourceText.From(before);

        Assert.Equal(after, text.WithChanges(LineChanges.Between(text, SourceText.From(after))).ToString());
    }
}
