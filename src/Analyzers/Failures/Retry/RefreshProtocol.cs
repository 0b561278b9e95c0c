using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Second requests that the protocol itself asks for.</summary>
internal static class RefreshProtocol
{
    /// <summary>A nonce or a challenge that the server asks for is part of the protocol: the token was not consumed.</summary>
    public static bool AsksForIt(IOperation operation)
    {
        for (var at = operation; at is not null and not ICatchClauseOperation; at = at.Parent)
        {
            var asked = at switch
            {
                IConditionalOperation choice => choice.Condition,
                IWhileLoopOperation { Condition: { } test } => test,
                _ => null,
            };
            if (asked is not null && FailureVocabulary.Says(asked.Syntax.ToString(), "nonce", "digest", "challenge"))
            {
                return true;
            }
        }

        return operation is ILoopOperation && FailureVocabulary.Says(operation.Syntax.ToString(), "dpop", "nonce", "digest");
    }
}
