using Microsoft.CodeAnalysis;
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

    /// <summary>The field whose flight a call starts or joins; null for other calls.</summary>
    public static IFieldSymbol? Field(InvocationExpressionSyntax call, RefreshCallSite site) =>
        call.Expression is MemberAccessExpressionSyntax access && Names.Contains(access.Name.Identifier.ValueText)
        && site.Model.GetSymbolInfo(access.Expression).Symbol is IFieldSymbol
        {
            Type: { Name: "SingleFlight", ContainingNamespace: { Name: "RefreshRace", ContainingNamespace.IsGlobalNamespace: true } },
        } field
            ? field
            : null;
}
