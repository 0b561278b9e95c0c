using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>A fix that a light bulb would show.</summary>
/// <param name="Provider">The class that offers it.</param>
/// <param name="Action">What it does; its title is what the user reads.</param>
internal sealed record Offer(string Provider, CodeAction Action);

/// <summary>The code fixes that the package ships, asked as an editor asks them.</summary>
internal static class FixProviders
{
    private const string FixAssembly = "RefreshRace.CodeFixes";

    private static readonly ImmutableArray<CodeFixProvider> All =
    [
        .. System.Reflection.Assembly.Load(FixAssembly).GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static bool AnyFor(string rule) => All.Any(provider => provider.FixableDiagnosticIds.Contains(rule));

    /// <summary>Every action that is offered for a finding; of an action with nested ones, these.</summary>
    public static async Task<List<Offer>> OffersAsync(Project project, Diagnostic finding)
    {
        var document = project.GetDocument(finding.Location.SourceTree) ?? throw new InvalidOperationException($"{finding.Location.SourceTree?.FilePath} is no document of the project.");
        var offers = new List<Offer>();
        foreach (var provider in All.Where(provider => provider.FixableDiagnosticIds.Contains(finding.Id)))
        {
            var context = new CodeFixContext(document, finding, (action, _) => offers.AddRange(Leaves(action).Select(leaf => new Offer(provider.GetType().Name, leaf))), CancellationToken.None);
            await provider.RegisterCodeFixesAsync(context);
        }

        return offers;
    }

    private static IEnumerable<CodeAction> Leaves(CodeAction action) => action.NestedActions.IsEmpty ? [action] : action.NestedActions.SelectMany(Leaves);
}
