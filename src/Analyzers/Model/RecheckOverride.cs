using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Model;

/// <summary>A boolean parameter that overrides the second look when it has this value: <c>true</c> for <c>force</c>, <c>false</c> for <c>useCache</c>.</summary>
internal sealed record RecheckOverride(IParameterSymbol Parameter, bool Value)
{
    /// <summary>Whether a call passes a constant that leaves the look in place.</summary>
    public bool IsDeclinedBy(IOperation call) => ConstantIn(call) is { } constant && constant != Value;

    /// <summary>The constant that a call passes, its default included; null where it passes something computed.</summary>
    public bool? ConstantIn(IOperation call)
    {
        var argument = call.ArgumentFor(Parameter);
        return argument is null ? Parameter.HasExplicitDefaultValue ? Parameter.ExplicitDefaultValue as bool? : null
            : argument.ConstantValue is { HasValue: true } known ? known.Value as bool? : null;
    }
}
