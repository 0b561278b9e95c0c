using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Callers;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>The names by which a message speaks of a refresh, and of the entry point whose callers race for it.</summary>
internal static class SiteNames
{
    /// <summary>The refresh's name; where it is that of the member whose callers race, the name of the call that sends.</summary>
    public static string OfRefresh(RefreshCall refresh, RaceVerdict race) =>
        refresh.Name == OfMember(race.Entry.Body.Member) && refresh.Operation is IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke, Name: var callee } } ? callee : refresh.Name;

    /// <summary>The entry point: a member, or the lambda in it that something else will call, by what it is registered for.</summary>
    public static string OfEntry(CallFrame entry)
    {
        for (IOperation? at = entry.Call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation && Callbacks.IsHandedOut(entry))
            {
                return $"the {Role(Callbacks.Holder(at))} in '{OfMember(entry.Body.Member)}'";
            }
        }

        return $"'{OfMember(entry.Body.Member)}'";
    }

    private static string Role(IOperation? holder) => holder switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var taker } } => taker.StartsWith("Map", StringComparison.Ordinal) ? "endpoint mapped" : $"callback given to '{taker}'",
        IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.Name: var raised } } => $"handler of '{raised}' added",
        IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var slot } } => $"callback '{slot}' set",
        _ => "callback made",
    };

    private static string OfMember(IMethodSymbol member) => member switch
    {
        { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => member.ContainingType.Name,
        { AssociatedSymbol: { } property } => property.Name,
        { Name: "<Main>$" } => "Main",
        _ => member.Name,
    };
}
