using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.Analyzers;

namespace RefreshRace.Docs.Tests;

/// <summary>What the analyzer and the fixes themselves say.</summary>
internal static class Rules
{
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [.. new RefreshRaceAnalyzer().SupportedDiagnostics.OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static TheoryData<string> Ids => [.. All.Select(rule => rule.Id)];

    public static DiagnosticDescriptor Of(string id) => All.Single(rule => rule.Id == id);

    /// <summary>The rules for which an exported fix exists.</summary>
    public static IReadOnlySet<string> Fixable { get; } = System.Reflection.Assembly.Load("RefreshRace.CodeFixes").GetTypes()
        .Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
        .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type, nonPublic: true)!).FixableDiagnosticIds)
        .ToHashSet();

    public static string Word(DiagnosticSeverity severity) => severity.ToString();
}
