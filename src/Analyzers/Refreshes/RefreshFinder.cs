using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Answers the first question, "is it a refresh?", for a whole compilation: every call in it that shows the evidence, wrappers and builders among them.</summary>
internal sealed class RefreshFinder(AnalysisScope scope)
{
    // Constants, then builders, then builders of builders: what a name leads to is not followed further.
    private const int MaxRounds = 3;

    // So many names that say nothing of a refresh are a vocabulary of their own; following them all would bind the whole compilation.
    private const int MaxFurtherNames = 40;

    // A name in use this often is a common word.
    private const int MaxFurtherMembers = 300;

    public ImmutableArray<RefreshCall> FindAll(CancellationToken cancellationToken)
    {
        if (NeverARefresh.IsTestCode(scope.Compilation))
        {
            return ImmutableArray<RefreshCall>.Empty;
        }

        var candidates = new CandidateMembers(scope);
        var scan = new MemberScan(scope, new OutgoingCalls(scope));
        var found = ImmutableArray.CreateBuilder<RefreshCall>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MaxRounds; round++)
        {
            var names = candidates.FurtherNames.Where(known.Add).Take(MaxFurtherNames).ToList();
            if (round > 0 && names.Count == 0)
            {
                break;
            }

            var gate = new CandidateTextFilter(names);
            var further = 0;
            foreach (var tree in scope.Trees)
            {
                foreach (var body in round == 0 ? candidates.In(tree, cancellationToken) : candidates.Naming(names, gate, tree, cancellationToken))
                {
                    if (round > 0 && ++further > MaxFurtherMembers)
                    {
                        break;
                    }

                    var calls = scan.Scan(body, cancellationToken);
                    found.AddRange(calls);
                    if (calls.IsEmpty && scan.BuildsRefresh(body, cancellationToken) && !Vocabulary.SaysRefresh(body.Member.Name))
                    {
                        candidates.FurtherNames.Add(body.Member.Name);
                    }
                }
            }
        }

        return found.ToImmutable();
    }
}
