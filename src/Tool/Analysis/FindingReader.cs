using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Analysis;

/// <summary>Turns diagnostics into findings: chains, owner, guards, failures.</summary>
internal sealed class FindingReader(RootPaths paths, IReadOnlyDictionary<ProjectId, Compilation> compilations)
{
    private const int MaxChains = 5;

    /// <param name="all">Every diagnostic of the scan, in the order in which they are shown.</param>
    public ImmutableArray<Finding> Read(IReadOnlyList<RawFinding> all)
    {
        var races = all
            .Where(raw => DiagnosticFacts.IsAboutRefresh(raw.Diagnostic.Id) && !DiagnosticFacts.IsAboutFailure(raw.Diagnostic.Id))
            .ToDictionary(raw => raw, raw => GraphOf(raw.Diagnostic.Location, raw.Diagnostic.AdditionalLocations, CompilationOf(raw)));
        var findings = all.Select(raw => Read(raw, GraphFor(raw, races), all)).ToList();
        return [.. Numbered(findings)];
    }

    private Finding Read(RawFinding raw, CallGraph? graph, IReadOnlyList<RawFinding> all)
    {
        var diagnostic = raw.Diagnostic;
        var model = CompilationOf(raw).GetSemanticModel(raw.Tree);
        var member = CallSite.Around(raw.Tree.GetRoot().FindNode(diagnostic.Location.SourceSpan), model).LastOrDefault();
        var place = paths.Of(diagnostic.Location);
        var guard = GuardOf(diagnostic, graph);
        var chains = graph?.Chains ?? [];
        return new Finding
        {
            Rule = diagnostic.Descriptor,
            Severity = diagnostic.Severity,
            Message = diagnostic.GetMessage(),
            Place = place,
            Member = Names.OfMember(member),
            Owner = graph is null
                ? new TokenOwner(raw.Project.Name, "", null, null, place)
                : new TokenTrail(graph, paths).OwnerOf(TokenOf(raw, graph, all)),
            Chains = [.. chains.Take(MaxChains).Select(chain => chain.Select(site => StepOf(site)).ToImmutableArray())],
            MoreChains = Math.Max(0, chains.Length - MaxChains),
            Guards = graph is null ? [] : new GuardReader(graph, paths).Read(guard, diagnostic.Id, diagnostic.GetMessage()),
            Fingerprint = Fingerprints.Of(diagnostic, member),
            Projects = ProjectNames(raw),
            Site = graph is null ? NoSite(place) : new SiteReader(graph, paths).Read(Handlers(raw, all)),
        };
    }

    private Compilation CompilationOf(RawFinding raw) => compilations[raw.Project.Id];

    private ChainStep StepOf(CallSite site) => new(Names.OfMember(site.Member), paths.Of(site.Location));

    private static SiteFacts NoSite(Place place) => new() { Redeems = "", Provider = "", Call = place };

    private static CallGraph? GraphOf(Location refresh, IEnumerable<Location> others, Compilation compilation) =>
        CallSite.At(refresh, compilation) is { } site
            ? new CallGraph(site, others.Select(other => CallSite.At(other, compilation)).OfType<CallSite>())
            : null;

    /// <summary>A finding about a failure is drawn with the race of the same refresh, where there is one.</summary>
    private CallGraph? GraphFor(RawFinding raw, Dictionary<RawFinding, CallGraph?> races)
    {
        if (races.TryGetValue(raw, out var own))
        {
            return own;
        }

        if (raw.Diagnostic.AdditionalLocations is not [var failing, ..])
        {
            return null;
        }

        var race = RaceOf(raw, races.Keys);
        return race is not null ? races[race] : GraphOf(failing, [], CompilationOf(raw));
    }

    private static RawFinding? RaceOf(RawFinding failure, IEnumerable<RawFinding> races) =>
        failure.Diagnostic.AdditionalLocations is not [var failing, ..] ? null : races.FirstOrDefault(race =>
            race.Project.Id == failure.Project.Id
            && (race.Diagnostic.Location == failing || race.Diagnostic.AdditionalLocations.Contains(failing)));

    private static SyntaxNode? TokenOf(RawFinding raw, CallGraph graph, IReadOnlyList<RawFinding> all)
    {
        var races = all.Where(other => !DiagnosticFacts.IsAboutFailure(other.Diagnostic.Id));
        var source = DiagnosticFacts.IsAboutFailure(raw.Diagnostic.Id) ? RaceOf(raw, races) : raw;
        var spans = source is null ? [] : DiagnosticFacts.Spans(source.Diagnostic, DiagnosticFacts.Tokens);
        return spans.IsEmpty || source!.Tree != graph.Refresh.Location.SourceTree
            ? null
            : source.Tree.GetRoot().FindNode(spans[0], getInnermostNodeForTie: true);
    }

    private static Location? GuardOf(Diagnostic diagnostic, CallGraph? graph)
    {
        var spans = DiagnosticFacts.Spans(diagnostic, DiagnosticFacts.Guard);
        if (!spans.IsEmpty)
        {
            return Location.Create(diagnostic.Location.SourceTree!, spans[0]);
        }

        // In another file: the last place, if it is on no way to the refresh.
        var last = diagnostic.AdditionalLocations.LastOrDefault();
        var isRaceWithGuard = RuleFamily.Of(diagnostic.Id) != "RR0001" && !DiagnosticFacts.IsAboutFailure(diagnostic.Id);
        return isRaceWithGuard && last is not null && graph?.Sites.All(site => site.Location != last) == true ? last : null;
    }

    /// <summary>What the findings about failures of the same refresh say, by the place of the handler.</summary>
    private static Dictionary<Location, string> Handlers(RawFinding raw, IReadOnlyList<RawFinding> all)
    {
        var handlers = new Dictionary<Location, string>();
        foreach (var failure in all.Where(other => other.Project.Id == raw.Project.Id
            && DiagnosticFacts.IsAboutFailure(other.Diagnostic.Id)))
        {
            handlers.TryAdd(failure.Diagnostic.Location, FailureText.Of(failure.Diagnostic));
        }

        return handlers;
    }

    private static ImmutableArray<string> ProjectNames(RawFinding raw)
    {
        var groups = raw.Projects.GroupBy(project => project.FilePath, StringComparer.Ordinal);
        return [.. groups.Select(group => NameOf([.. group])).Order(StringComparer.Ordinal)];
    }

    private static string NameOf(List<Project> targets)
    {
        var name = LoadedSolution.NameOf(targets[0]);
        var all = targets[0].Solution.Projects.Count(project => project.FilePath == targets[0].FilePath);
        return targets.Count == all ? name : $"{name} ({string.Join(", ", targets.Select(LoadedSolution.TargetOf))})";
    }

    // The same call twice in one member: the second is another finding.
    private static IEnumerable<Finding> Numbered(List<Finding> findings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var count = seen[finding.Fingerprint] = seen.GetValueOrDefault(finding.Fingerprint) + 1;
            yield return count == 1 ? finding : finding with { Fingerprint = $"{finding.Fingerprint}-{count}" };
        }
    }
}
