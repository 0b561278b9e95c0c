using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Owners;

/// <summary>Who runs a member that nothing in the compilation calls: many at once, or one caller alone.</summary>
internal sealed class EntryPoints(AnalysisScope scope)
{
    // Types whose overrides and hooks a host calls once, one after another.
    private static readonly string[] LoopTypes = ["BackgroundService", "IHostedService", "IHostedLifecycleService", "IJob", "IInvocable", "Grain"];

    private readonly Lazy<IMethodSymbol?> _entry = new(() => scope.Compilation.GetEntryPoint(default));

    /// <summary>Whether the member has one caller at a time by its nature: the program's entry point, a background loop, a button's handler, a scheduled job.</summary>
    public bool IsSingleCaller(IMethodSymbol member) =>
        SymbolEqualityComparer.Default.Equals(member, _entry.Value) || IsEventHandler(member) || IsCommand(member) || IsLoop(member);

    private static bool IsEventHandler(IMethodSymbol member) =>
        member.Parameters.Length == 2
        && member.Parameters[0].Type.SpecialType == SpecialType.System_Object
        && Inherits(member.Parameters[1].Type, "EventArgs")
        && (member.ReturnsVoid || member.ReturnType.Name == "Task");

    private static bool IsCommand(IMethodSymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RelayCommandAttribute" or "ReactiveCommandAttribute" or "CommandAttribute" || ForbidsConcurrency(attribute))
        || member.ContainingType.GetAttributes().Any(ForbidsConcurrency);

    private static bool ForbidsConcurrency(AttributeData attribute) => attribute.AttributeClass?.Name is "DisallowConcurrentExecutionAttribute" or "DisableConcurrentExecutionAttribute";

    private static bool IsLoop(IMethodSymbol member)
    {
        if (member.OverriddenMethod is { } overridden && LoopTypes.Contains(overridden.ContainingType.Name))
        {
            return true;
        }

        return member.ContainingType.AllInterfaces.Any(contract => LoopTypes.Contains(contract.Name)
            && contract.GetMembers().Any(promise => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promise), member)));
    }

    private static bool Inherits(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
