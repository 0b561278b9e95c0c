using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.Tool.Fixing;

/// <summary>The code fixes that the package ships, asked as an editor asks them.</summary>
internal static class FixCatalog
{
    private const string Assembly = "RefreshRace.CodeFixes";

    public static ImmutableArray<CodeFixProvider> All { get; } =
    [
        .. System.Reflection.Assembly.Load(Assembly).GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static IEnumerable<CodeFixProvider> For(string rule) => All.Where(provider => provider.FixableDiagnosticIds.Contains(rule));

    /// <summary>The first offer for a diagnostic: the one that a light bulb shows on top. Null where nothing is offered.</summary>
    public static async Task<Offer?> FirstAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        foreach (var provider in For(diagnostic.Id))
        {
            var offers = new List<CodeAction>();
            var context = new CodeFixContext(document, diagnostic, (action, _) => offers.AddRange(Leaves(action)), cancellationToken);
            await provider.RegisterCodeFixesAsync(context);
            if (offers.Count > 0)
            {
                return new Offer(provider, offers[0]);
            }
        }

        return null;
    }

    private static IEnumerable<CodeAction> Leaves(CodeAction action) =>
        action.NestedActions.IsEmpty ? [action] : action.NestedActions.SelectMany(Leaves);
}
