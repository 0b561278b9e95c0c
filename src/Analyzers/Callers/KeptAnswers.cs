using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>Whether a member that is handed the token keeps the new one itself, in a store or state of its own: then it is the owner, whoever handed it the old one.</summary>
internal static class KeptAnswers
{
    private static readonly string[] s_verbs = ["Save", "Store", "Persist", "Update", "Upsert", "Write", "Put"];

    public static bool Are(CallFrame frame)
    {
        var tokens = frame.Tokens.Select(ValueSources.RootOf).OfType<IParameterReferenceOperation>().Select(root => root.Parameter).ToList();
        if (tokens.Count == 0)
        {
            return false;
        }

        var answer = LocalOf(frame.Call);
        return frame.Body.Root.Descendants().Any(at => at is IInvocationOperation save && save.Syntax.SpanStart > frame.Call.Syntax.SpanStart && IsStore(save)
            && save.Arguments.Any(argument => StateMembers.SymbolOf(ValueSources.RootOf(argument.Value)) switch
            {
                ILocalSymbol local => answer is not null && SymbolEqualityComparer.Default.Equals(local, answer),
                IParameterSymbol parameter => tokens.Contains(parameter, SymbolEqualityComparer.Default) && Vocabulary.HoldsRefreshToken(parameter.Type),
                _ => false,
            }));
    }

    private static bool IsStore(IInvocationOperation call) =>
        Array.Exists(s_verbs, verb => call.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal))
        && call.Instance is IInstanceReferenceOperation or IFieldReferenceOperation { Instance: IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation }
            or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    private static ILocalSymbol? LocalOf(IOperation call) => call.Whole().Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };
}
