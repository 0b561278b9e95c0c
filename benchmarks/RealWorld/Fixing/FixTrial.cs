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
        var reach = await FixReach.OfAsync(before.Project, changed);
        var failures = new List<string>();
        var errors = (await after.ErrorsInAsync(reach)).Except(await before.ErrorsInAsync(reach));
        failures.AddRange(errors.Take(MaxExamples).Select(error => "new compile error " + error));

        var was = before.Findings.CountBy(Snapshot.KeyOf).ToDictionary();
        var fresh = after.Findings.GroupBy(Snapshot.KeyOf).Where(group => group.Count() > was.GetValueOrDefault(group.Key));
        failures.AddRange(fresh.Take(MaxExamples).Select(group => "new finding " + Snapshot.Describe(group.Last())));
        if (after.Crash is { } crash && before.Crash is null)
        {
            failures.Add("the analyzer threw " + crash);
        }

        var place = Snapshot.PlaceOf(finding);
        bool IsThere(Diagnostic other) => Snapshot.PlaceOf(other) == place;
        if (after.Findings.Count(IsThere) >= before.Findings.Count(IsThere))
        {
            failures.Add("the finding is still there");
            failures.AddRange(await OfferedAgainAsync(after, after.Findings.Where(IsThere), offer));
        }

        return new FixTrial(offer, failures, await FixDiff.BetweenAsync(before.Project, changed));
    }

    /// <summary>A fix that is offered again for what it has fixed would wrap its own work.</summary>
    private static async Task<IEnumerable<string>> OfferedAgainAsync(Snapshot after, IEnumerable<Diagnostic> still, Offer offer)
    {
        foreach (var left in still)
        {
            if ((await FixProviders.OffersAsync(after.Project, left)).Exists(again => again.Action.EquivalenceKey == offer.Action.EquivalenceKey))
            {
                return ["the fix is offered again"];
            }
        }

        return [];
    }
}
