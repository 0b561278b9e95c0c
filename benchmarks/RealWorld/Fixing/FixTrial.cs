using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>One offered fix, applied by itself, and what is wrong with the result.</summary>
/// <param name="Offer">The fix.</param>
/// <param name="Failures">Why the result is not clean; empty when it is.</param>
/// <param name="Diff">What the fix changed.</param>
internal sealed record FixTrial(Offer Offer, IReadOnlyList<string> Failures, string Diff)
{
    // A fix that breaks something breaks it often; a few examples tell which.
    private const int MaxExamples = 4;

    public static async Task<FixTrial> RunAsync(Snapshot before, Diagnostic finding, Offer offer)
    {
        Project changed;
        try
        {
            var operations = await offer.Action.GetOperationsAsync(CancellationToken.None);
            if (operations.OfType<ApplyChangesOperation>().FirstOrDefault() is not { } apply)
            {
                return new FixTrial(offer, ["the action changes nothing"], string.Empty);
            }

            changed = apply.ChangedSolution.GetProject(before.Project.Id)!;
        }
        catch (Exception error)
        {
            // Whatever a fix throws is a result of the trial, not an end of the run.
            return new FixTrial(offer, [$"the action threw {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}"], string.Empty);
        }

        var after = await Snapshot.TakeAsync(changed);
        var key = Snapshot.KeyOf(finding);
        var failures = new List<string>();
        failures.AddRange(after.ErrorsBeyond(before).Take(MaxExamples).Select(error => "new compile error " + error));
        failures.AddRange(after.FindingsBeyond(before).Take(MaxExamples).Select(added => "new finding " + added));
        failures.AddRange(after.Crashes.Except(before.Crashes).Take(MaxExamples).Select(crash => "the analyzer threw " + crash));
        if (after.Count(key) >= before.Count(key))
        {
            failures.Add("the finding is still there");
            failures.AddRange(await OfferedAgainAsync(after, key, offer));
        }

        return new FixTrial(offer, failures, await FixDiff.BetweenAsync(before.Project, changed));
    }

    /// <summary>A fix that is offered again for what it has fixed would wrap its own work.</summary>
    private static async Task<IEnumerable<string>> OfferedAgainAsync(Snapshot after, string key, Offer offer)
    {
        foreach (var left in after.Findings.Where(left => Snapshot.KeyOf(left) == key))
        {
            if ((await FixProviders.OffersAsync(after.Project, left)).Exists(again => again.Action.EquivalenceKey == offer.Action.EquivalenceKey))
            {
                return ["the fix is offered again"];
            }
        }

        return [];
    }
}
