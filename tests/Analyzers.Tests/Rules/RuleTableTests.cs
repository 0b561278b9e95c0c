using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Rules;

namespace RefreshRace.Analyzers.Tests.Rules;

/// <summary>The table of rules: complete, in one order, one category, and doubt under ids of its own.</summary>
public class RuleTableTests
{
    [Fact]
    public void EveryFlawHasOneRow_InTheOrderInWhichFlawsSpeak() =>
        Assert.Equal(Enum.GetValues<GuardFlaw>(), RuleTable.Races.Select(rule => rule.Flaw));

    [Fact]
    public void EveryKindOfFailureHasOneRow() =>
        Assert.Equal(Enum.GetValues<FailureKind>().Order(), RuleTable.Failures.Select(rule => rule.Kind).Order());

    [Fact]
    public void OneCategoryHoldsTheFamily() =>
        Assert.All(Descriptors.All, rule => Assert.Equal("RefreshRace", rule.Category));

    [Fact]
    public void TheNameOfADescriptorCarriesItsId() =>
        Assert.All(
            typeof(Descriptors).GetFields().Where(field => field.FieldType == typeof(DiagnosticDescriptor)),
            field => Assert.StartsWith(((DiagnosticDescriptor)field.GetValue(null)!).Id + "_", field.Name));

    [Fact]
    public void WhatIsDoubtful_IsTheInfoTwinOfTheRuleForTheSame() =>
        Assert.All(RuleTable.Failures.Where(rule => rule.Doubtful != rule.Certain), rule =>
        {
            Assert.Equal(DiagnosticSeverity.Warning, rule.Certain.DefaultSeverity);
            Assert.Equal(DiagnosticSeverity.Info, rule.Doubtful.DefaultSeverity);
            Assert.Equal("RR01" + rule.Certain.Id[4..], rule.Doubtful.Id);
        });
}
