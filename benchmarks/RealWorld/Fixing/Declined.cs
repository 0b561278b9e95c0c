using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Locks;
using RefreshRace.CodeFixes.Sharing;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>Why a finding is offered nothing: the plan of the fix is made again and asked.</summary>
internal static class Declined
{
    public static async Task<string> WhyAsync(Project project, Diagnostic finding)
    {
        if (!FixProviders.AnyFor(finding.Id))
        {
            return "the rule has no fix";
        }

        var document = project.GetDocument(finding.Location.SourceTree)!;
        if (finding.Id == "RR0002" && finding.Properties.ContainsKey(Analyzers.Model.FixFacts.MustStay))
        {
            return "a caller would lose what a rethrow let go on, or the rethrow would skip another way to tokens";
        }

        if (finding.Id == "RR0002")
        {
            var root = (await finding.Location.SourceTree!.GetRootAsync())!;
            return root.FindToken(finding.Location.SourceSpan.Start).Parent?.AncestorsAndSelf().FirstOrDefault(at => at is CatchClauseSyntax or IfStatementSyntax) switch
            {
                CatchClauseSyntax => "the catch goes on with another turn of a loop, or leaves in a way that a rethrow cannot replace",
                IfStatementSyntax => "the branch for an unsuccessful answer does not end in a return",
                _ => "the place is neither a catch nor an if",
            };
        }

        if (await MarkedSite.MarkAsync(document, finding, CancellationToken.None) is not { } mark || await mark.BindAsync(CancellationToken.None) is not { } site)
        {
            return "the finding is not on a call";
        }

        if (site.Model.GetSymbolInfo(site.Call).Symbol is null)
        {
            return "the call does not bind here";
        }

        var lockNeeded = finding.Id is "RR0003" or "RR0004" or "RR0014";
        if (finding.Id is "RR0006" or "RR0007" or "RR0008")
        {
            var why = "what is shared is in none of the forms that a flight takes the place of, and the refresh has no key to be guarded by";
            return SharedTask.Of(site, CancellationToken.None) is not null
                ? "the shared task cannot be taken apart without losing something"
                : GuardPlan.For(site, CancellationToken.None, told => why = "what is shared is in none of the forms that a flight takes the place of, and " + told.Text) is null ? why : "what is shared is in none of the forms that a flight takes the place of, and the refresh token is not known where the member starts";
        }

        if (lockNeeded && site.Guard is not null && site.Function?.Body.Span.Contains(site.Guard.Span) == true && LockRemoval.Of(site, finding.Id != "RR0014", CancellationToken.None) is null)
        {
            return "the lock is not one that can be taken off (another member's, or of another form)";
        }

        var reason = "the lock's member cannot be guarded without the lock";
        return GuardPlan.For(site, CancellationToken.None, why => reason = why.Text) is null ? reason : "the member around the lock is another one";
    }
}
