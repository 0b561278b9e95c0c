using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using RefreshRace.CodeFixes;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>What the fixes offer for findings, one by one.</summary>
/// <param name="solution">The solution that was analysed.</param>
/// <param name="paths">How paths are shown.</param>
/// <param name="withEdits">Whether to make the edits too.</param>
internal sealed class FixOffers(Solution solution, RootPaths paths, bool withEdits)
{
    private readonly HashSet<ProjectId> _lacking = [];
    private readonly HashSet<ProjectId> _prepared = [];
    private Solution _solution = solution;

    public async Task<FixOutcome> ForAsync(RawFinding finding, CancellationToken cancellationToken)
    {
        if (!FixCatalog.For(finding.Diagnostic.Id).Any())
        {
            return FixOutcome.None("The rule has no fix: what is right here is for a person to decide.");
        }

        await PrepareAsync(finding.Project.Id, cancellationToken);
        var path = finding.Tree.FilePath;
        var document = _solution.GetProject(finding.Project.Id)!.Documents.FirstOrDefault(known => known.FilePath == path);
        if (document is null)
        {
            return FixOutcome.None("The file is generated.");
        }

        try
        {
            var offer = await FixCatalog.FirstAsync(document, finding.Diagnostic, cancellationToken);
            return offer is null
                ? FixOutcome.None(await WhyNotAsync(document, finding.Diagnostic, cancellationToken))
                : await OutcomeAsync(offer, finding, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
        {
            return FixOutcome.None($"The fix failed: {error.GetType().Name}: {error.Message}");
        }
    }

    private async Task PrepareAsync(ProjectId project, CancellationToken cancellationToken)
    {
        if (_prepared.Add(project))
        {
            (_solution, var lacking) = await RuntimeReference.AddAsync(_solution, [project], cancellationToken);
            _lacking.UnionWith(lacking);
        }
    }

    private async Task<FixOutcome> OutcomeAsync(Offer offer, RawFinding finding, CancellationToken cancellationToken)
    {
        var edits = withEdits ? await EditsAsync(offer, cancellationToken) : [];
        var needsPackage = _lacking.Contains(finding.Project.Id) && !DiagnosticFacts.IsAboutFailure(finding.Diagnostic.Id);
        return new FixOutcome(offer.Action.Title, null, needsPackage, edits);
    }

    private async Task<ImmutableArray<FileEdit>> EditsAsync(Offer offer, CancellationToken cancellationToken)
    {
        var operations = await offer.Action.GetOperationsAsync(cancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().FirstOrDefault()?.ChangedSolution;
        return changed is null ? [] : await SolutionEdits.BetweenAsync(_solution, changed, paths, cancellationToken);
    }

    private static async Task<string> WhyNotAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (diagnostic.Properties.ContainsKey(DiagnosticFacts.MustStay))
        {
            return "A rethrow here would be swallowed further up, would end the session there, or would skip another way to tokens.";
        }

        var reason = FixCatalog.For(diagnostic.Id).OfType<SingleFlightFix>().Any()
            ? await SingleFlightFix.WhyNotAsync(document, diagnostic, cancellationToken)
            : null;
        return reason is null
            ? $"No fix is sure to keep what the code does here. {diagnostic.Id}'s page says how to change it by hand."
            : $"{char.ToUpperInvariant(reason.Text[0])}{reason.Text[1..]}. "
                + $"The page of RR0001 says what to do by hand, under '{reason.Key}'.";
    }
}
