using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>
/// Whether a call is the handler of a <c>System.Timers.Timer</c> that does not start itself again: <c>AutoReset = false</c>. Its handler
/// starts the timer anew when it is done, so that one run follows another.
/// </summary>
internal static class OneShotTimers
{
    public static bool Raise(IOperation call, MemberBody body, WellKnownTypes symbols)
    {
        for (var at = call; at is not null; at = at.Parent)
        {
            if (at is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Instance: { } timer } tick })
            {
                return tick.Event.Name == "Elapsed"
                    && SymbolEqualityComparer.Default.Equals(tick.Event.ContainingType, symbols.Type("System.Timers.Timer"))
                    && StateMembers.SymbolOf(timer) is { } kept && IsOneShot(kept, body);
            }
        }

        return false;
    }

    private static bool IsOneShot(ISymbol timer, MemberBody body)
    {
        var settings = body.Operations.OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "AutoReset", Instance: { } owner }
                && SymbolEqualityComparer.Default.Equals(OwnerOf(owner), timer))
            .ToList();
        return settings.Count > 0 && settings.All(assignment => assignment.Value.ConstantValue is { HasValue: true, Value: false });
    }

    // The variable that holds the object of a member access; inside of an object initialiser, the one that the new object is put into.
    private static ISymbol? OwnerOf(IOperation owner)
    {
        if (owner is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
        {
            return StateMembers.SymbolOf(owner);
        }

        IOperation? creation = owner;
        while (creation is not null and not IObjectCreationOperation)
        {
            creation = creation.Parent;
        }

        return creation?.Whole().Parent switch
        {
            ISimpleAssignmentOperation assignment => StateMembers.SymbolOf(assignment.Target),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            _ => null,
        };
    }
}
