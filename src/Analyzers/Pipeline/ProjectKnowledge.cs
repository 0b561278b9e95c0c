using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Rules;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>What a project says about packages in additional files named <c>RefreshRace.*.tsv</c>, in the format of the shipped catalogue.</summary>
internal static class ProjectKnowledge
{
    /// <summary>The rows of all files, without the lines that cannot be read.</summary>
    public static ImmutableArray<SdkRow> Read(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<SdkRow>();
        foreach (var file in files.Where(IsCatalogue))
        {
            if (file.GetText(cancellationToken) is { } text)
            {
                rows.AddRange(SdkRowReader.Read(text).Rows);
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>RR0100 for each line of the file that cannot be read.</summary>
    public static IEnumerable<Diagnostic> Problems(AdditionalText file, CancellationToken cancellationToken)
    {
        if (!IsCatalogue(file) || file.GetText(cancellationToken) is not { } text)
        {
            yield break;
        }

        foreach (var problem in SdkRowReader.Read(text).Problems)
        {
            var place = Location.Create(file.Path, problem.Line.Span, text.Lines.GetLinePositionSpan(problem.Line.Span));
            var line = $"{FileName(file.Path)}, line {problem.Line.LineNumber + 1}";
            yield return Diagnostic.Create(Descriptors.RR0100_MalformedOption, place, line, problem.Value, problem.Expected);
        }
    }

    private static bool IsCatalogue(AdditionalText file)
    {
        var name = FileName(file.Path);
        return name.StartsWith("RefreshRace.", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
    }

    private static string FileName(string path) => path.Substring(path.LastIndexOfAny(new[] { '/', '\\' }) + 1);
}
