using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>The call by which code hands a delegate to a flight.</summary>
internal static class FlightRun
{
    public static readonly string[] Names = ["Run", "RunAsync", "RunAndCommitAsync"];

    /// <summary>The call that a diagnostic names as the guard; null where it names something else.</summary>
    public static InvocationExpressionSyntax? Of(RefreshCallSite site) =>
        site.Guard?.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax access
                && Names.Contains(access.Name.Identifier.ValueText));
}
