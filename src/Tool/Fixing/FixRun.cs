using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.Tool.Analysis;

namespace RefreshRace.Tool.Fixing;

/// <summary>
/// Applies the first offer of every finding, through the package's own Fix All, rule by rule. What one rule's fixes leave is analysed again
/// before the next rule's. A file whose fix would not compile in some target stays as it is.
/// </summary>
internal sealed class FixRun
{
    // A fix can uncover what another one mends; no more than this often.
    private const int MaxRounds = 3;

    private readonly HashSet<string> _crashes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<(string File, string Key)> _tried = [];
    private readonly ImmutableArray<ProjectId> _projects;
    private readonly Func<RawFinding, bool> _wanted;
    private readonly Action<string> _progress;

    /// <param name="solution">In which every project sees the runtime.</param>
    /// <param name="projects">The projects to fix.</param>
    /// <param name="wanted">Whether a finding is to be fixed.</param>
    /// <param name="progress">Is told what is being done.</param>
    public FixRun(Solution solution, IEnumerable<ProjectId> projects, Func<RawFinding, bool> wanted, Action<string> progress)
    {
        (Solution, _projects, _wanted, _progress) = (solution, [.. projects], wanted, progress);
    }

    /// <summary>The solution with what was fixed so far.</summary>
    public Solution Solution { get; private set; }

    /// <summary>How many findings were fixed.</summary>
    public int Fixed { get; private set; }

    /// <summary>The findings that are left.</summary>
    public ImmutableArray<RawFinding> Left { get; private set; } = [];

    /// <summary>Why files stayed as they are, although a fix was offered.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <summary>What the analyzer threw, each once. What it would have found there is neither fixed nor left.</summary>
    public IReadOnlyCollection<string> Crashes => _crashes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Left = await AnalyseAsync(cancellationToken);
        var before = Left.Length;
        for (var round = 0; round < MaxRounds; round++)
        {
            var start = Solution;
            foreach (var rule in InOrder(Left))
            {
                await FixRuleAsync(rule, cancellationToken);
            }

            if (Solution == start)
            {
                break;
            }
        }

        Fixed = before - Left.Length;
    }

    // What becomes of failures first: a flight around the call may hide from the analyzer that a handler above it swallows.
    private static List<string> InOrder(IEnumerable<RawFinding> findings) =>
    [
        .. findings.Select(finding => finding.Diagnostic.Id).Distinct()
            .OrderBy(rule => !DiagnosticFacts.IsAboutFailure(rule))
            .ThenBy(rule => rule, StringComparer.Ordinal),
    ];

    private async Task<ImmutableArray<RawFinding>> AnalyseAsync(CancellationToken cancellationToken)
    {
        var projects = _projects.Select(id => Solution.GetProject(id)!);
        var analysis = new SolutionAnalysis();
        var found = await analysis.RunAsync(projects, _progress, cancellationToken);
        _crashes.UnionWith(analysis.Crashes);
        return [.. found.Where(_wanted)];
    }

    private async Task FixRuleAsync(string rule, CancellationToken cancellationToken)
    {
        _progress($"Fixing {rule}");
        var start = Solution;
        foreach (var (provider, key) in await OffersAsync(rule, cancellationToken))
        {
            var findings = Solution == start ? Left : await AnalyseAsync(cancellationToken);
            await ApplyAsync(rule, provider, key, [.. findings.Where(finding => finding.Diagnostic.Id == rule)], cancellationToken);
        }

        if (Solution != start)
        {
            Left = await AnalyseAsync(cancellationToken);
        }
    }

    /// <summary>The different kinds of first offers for a rule.</summary>
    private async Task<List<(CodeFixProvider Provider, string Key)>> OffersAsync(string rule, CancellationToken cancellationToken)
    {
        var offers = new List<(CodeFixProvider Provider, string Key)>();
        foreach (var finding in Left.Where(finding => finding.Diagnostic.Id == rule))
        {
            if (DocumentOf(finding) is { } document
                && await FixCatalog.FirstAsync(document, finding.Diagnostic, cancellationToken) is { Action.EquivalenceKey: { } key } offer)
            {
                offers.Add((offer.Provider, key));
            }
        }

        return [.. offers.Distinct()];
    }

    private async Task ApplyAsync(
        string rule, CodeFixProvider provider, string key, ImmutableArray<RawFinding> findings, CancellationToken cancellationToken)
    {
        // Only those whose first offer this is: the second best is not what was asked for.
        var mine = new List<RawFinding>();
        foreach (var finding in findings)
        {
            var offer = DocumentOf(finding) is { } document ? await FixCatalog.FirstAsync(document, finding.Diagnostic, cancellationToken)
                : null;
            if (offer is not null && offer.Provider == provider && offer.Action.EquivalenceKey == key)
            {
                mine.Add(finding);
            }
        }

        foreach (var file in mine.GroupBy(finding => finding.Tree.FilePath, StringComparer.Ordinal))
        {
            await ApplyAsync(rule, provider, key, file.Key, [.. file], cancellationToken);
        }
    }

    /// <summary>Fix All in one file; for all projects that hold it, or for none.</summary>
    private async Task ApplyAsync(
        string rule, CodeFixProvider provider, string key, string file, ImmutableArray<RawFinding> findings,
            CancellationToken cancellationToken)
    {
        // Fix All leaves nothing that it can mend: what is offered again after it would wrap its own work.
        if (!_tried.Add((file, key)))
        {
            return;
        }

        var document = DocumentOf(findings[0])!;
        var diagnostics = new FixedDiagnostics([.. findings.Where(finding => finding.Project.Id == document.Project.Id)
            .Select(finding => finding.Diagnostic)]);
        var context = new FixAllContext(document, provider, FixAllScope.Document, key, [rule], diagnostics, cancellationToken);
        var action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        var operations = action is null ? [] : await action.GetOperationsAsync(cancellationToken);
        if (operations.OfType<ApplyChangesOperation>().FirstOrDefault()?.ChangedSolution is not { } changed)
        {
            return;
        }

        var whole = await LinkedDocuments.FollowAsync(Solution, changed, cancellationToken);
        if (await NewErrors.OfAsync(Solution, whole, cancellationToken) is { } error)
        {
            _refused.Add($"{Path.GetFileName(file)}: the fix of {rule} would not compile: {error}");
            return;
        }

        Solution = whole;
    }

    private Document? DocumentOf(RawFinding finding) =>
        Solution.GetProject(finding.Project.Id)!.Documents.FirstOrDefault(document => document.FilePath == finding.Tree.FilePath);

    private sealed class FixedDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
