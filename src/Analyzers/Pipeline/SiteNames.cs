using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Callers;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>The names by which a message speaks of members, and of what races for a refresh.</summary>
internal static class SiteNames
{
    /// <summary>What races: calls to a member, or runs of a lambda in it that something else will call, named by what it is registered for.</summary>
    public static string OfEntry(CallFrame entry)
    {
        for (IOperation? at = entry.Call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation && Callbacks.IsHandedOut(entry))
            {
                return $"runs of the {Role(Callbacks.Holder(at))} in '{OfMember(entry.Body.Member)}'";
            }
        }

        return $"calls to '{OfMember(entry.Body.Member)}'";
    }

    private static string Role(IOperation? holder) => holder switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var taker } } => taker.StartsWith("Map", StringComparison.Ordinal) ? "endpoint mapped" : $"callback given to '{taker}'",
        IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.Name: var raised } } => $"handler of '{raised}' added",
        IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var slot } } => $"callback '{slot}' set",
        _ => "callback made",
    };

    /// <summary>The name of a member as its author knows it: of a constructor that of its type, of an accessor that of its property.</summary>
    public static string OfMember(IMethodSymbol member) => member switch
    {
        { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => member.ContainingType.Name,
        { AssociatedSymbol: { } property } => property.Name,
        { Name: "<Main>$" } => "Main",
        _ => member.Name,
    };
}
