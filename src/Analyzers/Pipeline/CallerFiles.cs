using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>
/// The files in which the callers of a member, and their callers, may stand, told by names alone: an over-estimate that binds nothing. A file outside of it can hold no
/// finding of the member's refreshes, and need not wait for their judgement.
/// </summary>
internal sealed class CallerFiles(AnalysisScope scope)
{
    // As far as the callers of a refresh are walked, and the builders of a request.
    private const int MaxDepth = 10;

    // Beyond so many uses, every file counts as reached.
    private const int MaxUses = 5_000;

    /// <summary>The files that members of a name may reach; null for every file.</summary>
    public HashSet<SyntaxTree>? Of(IEnumerable<string> start, CancellationToken cancellationToken)
    {
        var files = new HashSet<SyntaxTree>();
        var names = new HashSet<string>(start, StringComparer.Ordinal);
        var next = names.ToList();
        var rest = MaxUses;
        for (var depth = 0; depth < MaxDepth && next.Count > 0; depth++)
        {
            var level = next;
            next = [];
            foreach (var callee in level.Where(callee => callee.Length > 0))
            {
                if (scope.Texts.Names(callee, rest, cancellationToken) is not { } uses)
                {
                    return null;
                }

                rest -= uses.Count;
                foreach (var use in uses)
                {
                    files.Add(use.SyntaxTree);
                    if (MemberBodies.NameAround(use) is { } caller && names.Add(caller))
                    {
                        next.Add(caller);
                    }
                }
            }
        }

        return files;
    }
}
