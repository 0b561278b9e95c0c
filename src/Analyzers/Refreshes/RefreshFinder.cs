using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// Answers the first question, "is it a refresh?", for a whole compilation: every call in it that shows the evidence, wrappers and builders among them.
/// What was scanned stays scanned when the question is cancelled and asked again.
/// </summary>
internal sealed class RefreshFinder(AnalysisScope scope)
{
    // Constants, then builders, then builders of builders: what a name leads to is not followed further.
    private const int MaxRounds = 3;

    // A name in use this often is a common word, and leads nowhere.
    private const int MaxFurtherMembers = 300;

    // Names that say nothing of a refresh by themselves are followed to so many uses in all, the rarest first; following them all would bind the whole compilation.
    private const int MaxFurtherUses = 1_000;

    private readonly MemberScan _scan = new(scope, new OutgoingCalls(scope));
    private readonly Dictionary<MemberBody, ImmutableArray<RefreshCall>> _scanned = new();

    // One file for which the option is set speaks for its project: what a test calls may be in another.
    private readonly Lazy<bool> _isLeftOut = new(() =>
        NeverARefresh.IsTestCode(scope.Compilation) && !scope.Compilation.SyntaxTrees.Any(scope.Options.AnalyzeTests));

    /// <summary>Whether there may be one: told by the files' texts.</summary>
    public bool MayFind(CancellationToken cancellationToken) => !_isLeftOut.Value && new CandidateMembers(scope).Any(cancellationToken);

    /// <summary>The names and the files of all members whose text may lead to a refresh; nothing is bound for them.</summary>
    public (IEnumerable<string> Names, IEnumerable<SyntaxTree> Files) Speaking(CancellationToken cancellationToken) => new CandidateMembers(scope).Names(cancellationToken);

    public ImmutableArray<RefreshCall> FindAll(CancellationToken cancellationToken)
    {
        if (_isLeftOut.Value)
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var candidates = new CandidateMembers(scope);
        var found = ImmutableArray.CreateBuilder<RefreshCall>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        Scan(candidates.Speaking(cancellationToken));
        for (var round = 1; round < MaxRounds; round++)
        {
            var names = candidates.FurtherNames.Where(name => !Vocabulary.SaysRefreshOfCredential(name) && known.Add(name)).ToList();
            foreach (var name in RareNames(names, cancellationToken))
            {
                Scan(candidates.Naming(name, cancellationToken));
            }
        }

        // A generated client is looked into only where people's code calls it for a refresh.
        Scan(_scan.GeneratedCallees());
        return found.ToImmutable();

        void Scan(IEnumerable<MemberBody> bodies)
        {
            foreach (var body in bodies)
            {
                var calls = Calls(body, cancellationToken);
                found.AddRange(calls);
                // Who uses a name that says it all is a candidate by that name.
                if (calls.IsEmpty && !Vocabulary.SaysRefreshOfCredential(body.Member.Name) && _scan.BuildsRefresh(body, cancellationToken))
                {
                    candidates.FurtherNames.Add(body.Member.Name);
                }
            }
        }
    }

    private IEnumerable<string> RareNames(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var rest = MaxFurtherUses;
        return names
            .Select(name => (Name: name, Uses: scope.Texts.Names(name, MaxFurtherMembers, cancellationToken)?.Count ?? int.MaxValue))
            .OrderBy(name => name.Uses)
            .ThenBy(name => name.Name, StringComparer.Ordinal)
            .TakeWhile(name => name.Uses <= MaxFurtherMembers && (rest -= name.Uses) >= 0)
            .Select(name => name.Name)
            .ToList();
    }

    private ImmutableArray<RefreshCall> Calls(MemberBody body, CancellationToken cancellationToken)
    {
        if (!_scanned.TryGetValue(body, out var calls))
        {
            _scanned[body] = calls = _scan.Scan(body, cancellationToken);
        }

        return calls;
    }
}
