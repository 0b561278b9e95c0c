using RefreshRace.CodeFixes;
using Xunit.Abstractions;

namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>
/// Members of every kind are run before and after the fix, over the same provider, store and clock. Single callers get the same calls, results
/// and exceptions, at the same moment; bursts make fewer exchanges, and nobody presents a consumed token.
/// </summary>
/// <remarks>The sample is the same in every run. All of them run where <c>REFRESHRACE_ALL_PAIRS</c> is set.</remarks>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int BatchSize = 40;

    // Prime to the sizes of the matrix's dimensions, so that the sample meets all of them.
    private const int Stride = 47;

    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("REFRESHRACE_ALL_PAIRS") is { Length: > 0 };

    [Fact]
    public async Task A_fix_changes_nothing_but_the_number_of_exchanges()
    {
        var members = MemberMatrix.All().Where((_, index) => s_isFull || index % Stride == 0).ToArray();
        var (pairs, offered, differences) = (0, 0, new List<string>());
        foreach (var chunk in members.Chunk(BatchSize))
        {
            var batch = await Batch.OfAsync(chunk);
            var findings = await Batch.AnalyzeAsync(batch.Original);
            var changed = await batch.FixAsync(findings, new SingleFlightFix(), SingleFlightFix.GuardKey);
            var (before, after) = (await Batch.LoadAsync(batch.Original), await Batch.LoadAsync(changed));
            for (var index = 0; index < batch.Count; index++)
            {
                pairs++;
                if (batch.TextOf(batch.Original, index) == batch.TextOf(changed, index))
                {
                    output.WriteLine((batch.IsReported(index, findings) ? "not offered: " : "silent: ") + batch.KindOf(index));
                    continue;
                }

                offered++;
                if (await Comparison.DifferenceAsync(before, after, index, isBlocking: batch.KindOf(index).StartsWith("sync", StringComparison.Ordinal)) is { } difference)
                {
                    differences.Add($"{batch.KindOf(index)}: {difference}\n{batch.TextOf(changed, index)}");
                }
            }
        }

        output.WriteLine($"{pairs} members, {offered} fixed and run beside their originals, {differences.Count} different");
        foreach (var difference in differences)
        {
            output.WriteLine("DIFFERENT " + difference.Split('\n')[0]);
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {offered}\n" + string.Join("\n\n", differences.Take(12)));
        Assert.True(offered > pairs * 9 / 10, $"{offered} of {pairs} members are offered a fix");
    }
}
