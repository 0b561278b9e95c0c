using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>A member of this assembly alone that answers false, has logged why, and of which each caller does something about a false: there the failure ends in the open.</summary>
internal sealed class ToldCallers(CallerIndex callers, SessionSinks sinks, ExceptionPrinters printers)
{
    /// <summary>Whether every caller tests the answer and tells of a failure. To sign the user out is no such telling.</summary>
    public bool AllHandle(IMethodSymbol member, CancellationToken cancellationToken)
    {
        if (member.DeclaredAccessibility is not Accessibility.Private || !FailurePath.GivesBoolean(member.ReturnType))
        {
            return false;
        }

        var sites = callers.CallersOf(member, cancellationToken);
        return sites.Length > 0 && sites.All(site => site.Call is IInvocationOperation && Handles(site, cancellationToken));
    }

    private bool Handles(CallSite site, CancellationToken cancellationToken)
    {
        var result = new ResultFlow(site.Call, site.Body);
        return FailureBranches.Of(site.Call, site.Body, result).Any(branch => Tells(branch, site.Call, cancellationToken));
    }

    private bool Tells(FailureBranch branch, IOperation call, CancellationToken cancellationToken)
    {
        ImmutableArray<IOperation> parts = branch.Parts;
        return !parts.IsEmpty
            && !parts.SelectMany(StatementOrder.Within).Any(at => sinks.Ends(at, cancellationToken))
            && !HandlerOutcome.Of(new FailedPlace(parts, branch.Choice, branch.Choice, call, null), null, printers, cancellationToken).Swallows;
    }
}
