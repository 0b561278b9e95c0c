using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;

namespace RefreshRace.Tool.Reports.Sarif;

/// <summary>The weaknesses of the Common Weakness Enumeration that the rules find (https://cwe.mitre.org).</summary>
internal sealed class CweTaxonomy
{
    public const string Name = "CWE";

    private static readonly ImmutableSortedDictionary<int, string> s_names = new Dictionary<int, string>
    {
        [252] = "Unchecked Return Value",
        [362] = "Concurrent Execution using Shared Resource with Improper Synchronization ('Race Condition')",
        [367] = "Time-of-check Time-of-use (TOCTOU) Race Condition",
        [390] = "Detection of Error Condition Without Action",
        [488] = "Exposure of Data Element to Wrong Session",
        [667] = "Improper Locking",
        [755] = "Improper Handling of Exceptional Conditions",
        [820] = "Missing Synchronization",
        [821] = "Incorrect Synchronization",
        [837] = "Improper Enforcement of a Single, Unique Action",
    }.ToImmutableSortedDictionary();

    // The first one fits best.
    private static readonly ImmutableDictionary<string, int[]> s_rules = new Dictionary<string, int[]>
    {
        ["RR0001"] = [362, 820],
        ["RR0002"] = [390, 755],
        ["RR0003"] = [362, 821],
        ["RR0004"] = [362, 367],
        ["RR0005"] = [362, 821],
        ["RR0006"] = [362, 367],
        ["RR0007"] = [755],
        ["RR0008"] = [821],
        ["RR0009"] = [488],
        ["RR0010"] = [755],
        ["RR0011"] = [837],
        ["RR0012"] = [252],
        ["RR0013"] = [362, 821],
        ["RR0014"] = [667],
    }.ToImmutableDictionary();

    private readonly ImmutableArray<int> _used;

    public CweTaxonomy(IEnumerable<DiagnosticDescriptor> rules) => _used = [.. rules.SelectMany(rule => Of(rule.Id)).Distinct().Order()];

    /// <summary>The weaknesses of a rule; empty for rules about configuration.</summary>
    public static ImmutableArray<int> Of(string rule) => s_rules.TryGetValue(RuleFamily.Of(rule), out var found) ? [.. found] : [];

    public object Component() => new
    {
        Name,
        Organization = "MITRE",
        ShortDescription = new { Text = "The MITRE Common Weakness Enumeration" },
        InformationUri = "https://cwe.mitre.org/",
        IsComprehensive = false,
        Taxa = _used.Select(id => new
        {
            Id = $"CWE-{id}",
            Name = s_names[id],
            ShortDescription = new { Text = s_names[id] },
            HelpUri = $"https://cwe.mitre.org/data/definitions/{id}.html",
        }),
    };

    public object[]? RelationshipsOf(string rule) => Of(rule) is not { IsEmpty: false } ids ? null :
        [.. ids.Select(id => new { Target = Reference(id), Kinds = new[] { "superset" } })];

    public object[]? TaxaOf(string rule) => Of(rule) is not { IsEmpty: false } ids ? null : [.. ids.Select(Reference)];

    private object Reference(int id) => new { Id = $"CWE-{id}", Index = _used.IndexOf(id), ToolComponent = new { Name, Index = 0 } };
}
