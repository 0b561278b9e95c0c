using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>A host that asks a fix about another rule's diagnostic, to learn the key for its Fix All, as <c>dotnet format</c> does.</summary>
public sealed class BatchHostTests
{
    public static TheoryData<CodeFixProvider, string> Providers => new()
    {
        { new SingleFlightFix(), SingleFlightFix.GuardKey },
        { new RethrowFix(), RethrowFix.Key },
        { new ReplaceLockFix(), ReplaceLockFix.NoRecheckKey },
        { new AwaitLockFix(), AwaitLockFix.Key },
        { new StaticGuardFix(), StaticGuardFix.Key },
        { new SharedTaskFix(), "RR0006" + SharedTaskFix.KeySuffix },
        { new WrongKeyFix(), WrongKeyFix.Key },
        { new MisusedFlightFix(), MisusedFlightFix.Key },
    };

    [Theory]
    [MemberData(nameof(Providers), DisableDiscoveryEnumeration = true)]
    public async Task Another_rules_diagnostic_is_answered_with_the_key_of_the_first_offer_and_changes_nothing(CodeFixProvider provider, string key)
    {
        var runner = new FixRunner(provider, new RefreshRaceAnalyzer());
        var document = runner.NewDocument("public class A { public void B() => System.Console.WriteLine(); }");
        var tree = (await document.GetSyntaxTreeAsync())!;
        var descriptor = new DiagnosticDescriptor("RR0010", "", "", "", DiagnosticSeverity.Warning, true);
        var offers = new List<CodeAction>();
        var foreign = Microsoft.CodeAnalysis.Diagnostic.Create(descriptor, Location.Create(tree, new TextSpan(36, 24)));
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, foreign, (action, _) => offers.Add(action), default));
        var offer = Assert.Single(offers);
        Assert.Equal(key, offer.EquivalenceKey);
        Assert.Empty((await offer.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().SelectMany(change => change.ChangedSolution.GetChanges(document.Project.Solution).GetProjectChanges()));
    }
}
