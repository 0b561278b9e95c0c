using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Handlers of a command line: the parser runs the one command that the user typed, once, and the program ends.</summary>
internal static class CommandHandlers
{
    private static readonly string[] s_parsers = ["System.CommandLine", "Spectre.Console.Cli", "Cocona", "McMaster.Extensions.CommandLineUtils", "CommandLine", "ConsoleAppFramework", "Typin", "CliFx"];

    /// <summary>Whether a member is one by its declaration: an override or implementation of a parser's command.</summary>
    public static bool IsOne(IMethodSymbol member)
    {
        if (member.OverriddenMethod is { } overridden && IsOfParser(overridden.ContainingType))
        {
            return true;
        }

        return member.ContainingType?.AllInterfaces.Any(contract => IsOfParser(contract) && contract.GetMembers().Any(promise =>
            SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promise), member))) ?? false;
    }

    /// <summary>Whether a call stands in a lambda, or is the method group, that is handed to a parser: <c>command.SetAction(…)</c>, <c>app.AddCommand(…)</c>, <c>command.Handler = …</c>.</summary>
    public static bool Holds(IOperation call)
    {
        for (IOperation? at = call; at is not null; at = at.Parent)
        {
            if (at is IInvocationOperation { TargetMethod: var taker } && at != call && IsOfParser(taker.ContainingType)
                || at is IAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } && property.Name is "Action" or "Handler" && IsOfParser(property.ContainingType))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfParser(ITypeSymbol? type)
    {
        var space = type?.ContainingNamespace?.ToDisplayString() ?? "";
        return Array.Exists(s_parsers, parser => space == parser || space.StartsWith(parser + ".", StringComparison.Ordinal));
    }
}
