using Microsoft.CodeAnalysis;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>A finding that hits labelled rows, and what became of the fixes that are offered for it.</summary>
/// <param name="Tree">The commit.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Place">Path and line.</param>
/// <param name="Member">Type and member.</param>
/// <param name="Labels">The rows that it hits.</param>
/// <param name="Trials">A trial for each offered fix.</param>
/// <param name="WhyNothing">Why nothing is offered, as far as can be told from outside; empty when something is.</param>
internal sealed record FixSite(Tree Tree, string Rule, string Place, string Member, IReadOnlyList<string> Labels, IReadOnlyList<FixTrial> Trials, string WhyNothing)
{
    public bool IsClean => Trials.Count > 0 && Trials.All(trial => trial.Failures.Count == 0);

    public static async Task<FixSite> TryAsync(Tree tree, Snapshot before, Diagnostic finding, IReadOnlyList<LabelledPlace> hit)
    {
        var source = finding.Location.SourceTree!;
        var member = MemberScope.At(source, finding.Location.SourceSpan.Start);
        var trials = new List<FixTrial>();
        string why;
        try
        {
            var offers = await FixProviders.OffersAsync(before.Project, finding);
            foreach (var offer in offers)
            {
                trials.Add(await FixTrial.RunAsync(before, finding, offer));
            }

            why = offers.Count > 0 ? string.Empty : await Declined.WhyAsync(before.Project, finding);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What a fix throws while it decides whether to offer itself is a result, too.
            why = $"threw {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }

        var line = finding.Location.GetLineSpan().StartLinePosition.Line + 1;
        return new FixSite(tree, finding.Id, $"{source.FilePath}:{line}", member.Name, [.. hit.Select(place => place.Label.Id)], trials, why);
    }

}
