using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Pipeline;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>What the analyzer says about a source: each finding's rule, and the member of the seed that it is in. Two verdicts are equal when they say the same as often.</summary>
/// <param name="Findings">The findings, in order.</param>
internal sealed record Verdict(IReadOnlyList<string> Findings)
{
    public bool IsSilent => Findings.Count == 0;

    public bool Equals(Verdict? other) => other is not null && Findings.SequenceEqual(other.Findings);

    public override int GetHashCode() => Findings.Count;

    public override string ToString() => IsSilent ? "silent" : string.Join(", ", Findings);

    /// <summary>The verdict where some members are a part of others; a finding of both counts once.</summary>
    public Verdict Merged(IReadOnlyDictionary<string, string> members)
    {
        string Target(string name)
        {
            for (var round = 0; round < members.Count && members.TryGetValue(name, out var next) && next != name; round++)
            {
                name = next;
            }

            return name;
        }

        return new([.. Findings
            .Select(finding => finding.Split(' ', 2))
            .Select(parts => $"{parts[0]} {Target(parts[1])}")
            .Distinct()
            .Order(StringComparer.Ordinal)]);
    }

    public Verdict With(Verdict other) => new([.. Findings.Concat(other.Findings).Order(StringComparer.Ordinal)]);

    /// <summary>The verdict about some files; null when the analyzer has nothing to look at in the whole compilation.</summary>
    public static Verdict? Of(CSharpCompilation compilation, IEnumerable<SyntaxTree> files, Func<SyntaxNode, IReadOnlyList<string>> owners)
    {
        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new AnalyzerOptions([]).AnalyzerConfigOptionsProvider);
        var findings = new CompilationFindings(scope);
        return !findings.MayExist(CancellationToken.None) ? null : new Verdict([.. files
            .SelectMany(tree => findings.In(tree, CancellationToken.None))
            .Select(finding => $"{finding.Id} {Owner(finding.Location, owners)}")
            .Order(StringComparer.Ordinal)]);
    }

    private static string Owner(Location location, Func<SyntaxNode, IReadOnlyList<string>> owners)
    {
        var root = location.SourceTree!.GetRoot();
        return Owners.At(root, location.SourceSpan.Start, owners(root));
    }
}
