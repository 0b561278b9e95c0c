using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Whether a member calls something that checks answers, whichever they are, or throws where there is none.</summary>
internal sealed class CheckingMember(MemberBody body)
{
    private static readonly string[] s_checks = ["EnsureSuccess", "ThrowIf", "ThrowOn", "Validate", "Ensure", "Check", "Verify", "Handle", "Assert"];

    public bool Checks { get; } = body.Root.Descendants().Any(at => at switch
    {
        IInvocationOperation call => FailureVocabulary.Says(call.TargetMethod.Name, s_checks),
        ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } => true,
        _ => false,
    });
}
