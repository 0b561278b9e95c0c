using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Applies each fix that is offered for a source by itself, and compares what the neighbours say before and after it.</summary>
internal static partial class Quiet
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        namespace Studio;


        """;

    private const string Methods =
        "IProvider.RedeemAsync|IProvider.RedeemOnlyAsync|IProvider.RedeemValueAsync|IProvider.RedeemValueOnlyAsync|IProvider.RedeemSessionAsync|IProvider.Redeem|IProvider.RedeemNow";

    /// <summary>No rule of a neighbour reports a member that it did not report before.</summary>
    /// <param name="source">A library's: each await is configured.</param>
    /// <param name="isLibrary">False to strip that off, as in an application.</param>
    /// <param name="rule">What the marking analyzer reports where a guard stands.</param>
    /// <param name="space">The namespace, where it makes a stand-in known.</param>
    /// <param name="accepted">Ids that do come up, for a reason that the test gives.</param>
    public static async Task StaysAsync<TAnalyzer, TFix>(string source, bool isLibrary = true, string? rule = null, string space = "Studio", params string[] accepted)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var runner = new FixRunner(new TFix(), new TAnalyzer()) { Config = "refreshrace.refresh_methods = " + Methods };
        var document = runner.NewDocument(Usings.Replace("Studio", space, StringComparison.Ordinal) + (isLibrary ? source : source.Replace(".ConfigureAwait(false)", "", StringComparison.Ordinal)));
        if (rule is not null)
        {
            document = document.Project.AddDocument("Rule.cs", $"internal static class Rule {{ public const string Id = \"{rule}\"; }}").Project.GetDocument(document.Id)!;
        }

        Assert.Equal(accepted.Order(), (await SetOffAsync(runner, document, isLibrary, accepted)).Order());
    }

    /// <summary>The ids that come up, all of them among the accepted ones.</summary>
    public static async Task<IReadOnlySet<string>> SetOffAsync(FixRunner runner, Document document, bool isLibrary, IEnumerable<string> accepted)
    {
        Assert.Empty(await FixRunner.CompileAsync(document));
        var before = new Lazy<Task<ImmutableArray<Finding>>>(() => NeighbourRules.FindAsync(document, isLibrary));
        var members = await NeighbourRules.MembersAsync(document);
        var (applied, seen) = (0, new HashSet<string>());
        foreach (var diagnostic in await runner.AnalyzeAsync(document))
        {
            foreach (var offer in await runner.OffersAsync(document, diagnostic))
            {
                var changed = await FixRunner.ApplyAsync(document, offer);
                Assert.Empty(await FixRunner.CompileAsync(changed));
                var after = await NeighbourRules.FindAsync(changed, isLibrary);
                var known = after.IsEmpty ? [] : (await before.Value).Select(found => (found.Id, found.Member)).ToList();
                var fresh = after.Where(found => !known.Remove((found.Id, Origin(found.Member, members)))).ToArray();
                Assert.True(
                    fresh.All(found => accepted.Contains(found.Id)),
                    $"'{offer.Title}' sets off\n{string.Join('\n', fresh.Select(found => found.Text))}\n{await changed.GetTextAsync()}");
                seen.UnionWith(fresh.Select(found => found.Id));
                applied++;
            }
        }

        Assert.True(applied > 0, "No fix is offered.");
        return seen;
    }

    // What was found in a member before is found in its core afterwards: RefreshCore2Async, GetCurrentCoreAsync.
    private static string Origin(string member, ImmutableHashSet<string> before)
    {
        if (before.Contains(member))
        {
            return member;
        }

        var name = Core().Replace(member, "");
        var stem = name.EndsWith("Async", StringComparison.Ordinal) ? name[..^5] : name;
        return new[] { name, stem + "Async", stem, stem.StartsWith("Get", StringComparison.Ordinal) ? stem[3..] : stem }.FirstOrDefault(before.Contains) ?? member;
    }

    [GeneratedRegex(@"Core\d*(?=(Async)?$)")]
    private static partial Regex Core();
}
