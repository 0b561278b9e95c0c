using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>
/// One of many: a loop over accounts renews each, and the failure of one is logged with its cause and ends there. Nothing more is done for that item, so nothing goes on with its old token.
/// </summary>
internal sealed class LoopItems(CallerIndex callers)
{
    // Round → One → handler: further up it is no longer seen that the loop is about this item.
    private const int MaxCallersAbove = 2;

    public bool IsOne(ITryOperation attempt, ICatchClauseOperation clause, MemberBody body, CancellationToken cancellationToken) =>
        LogsTheCause(clause) && EndsForItem(attempt, body.Member, 0, cancellationToken);

    private static bool LogsTheCause(ICatchClauseOperation clause) =>
        SwallowingHandlers.Caught(clause) is { } caught
        && StatementOrder.Within(clause.Handler).Any(at => at is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, caught) && CaughtExceptionUses.IsLogged(local));

    /// <summary>Whether nothing more is done behind the operation for the same item: up to the end of the body of a loop over items, or of a member that only such loops call.</summary>
    private bool EndsForItem(IOperation operation, IMethodSymbol member, int depth, CancellationToken cancellationToken)
    {
        for (var at = operation; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IBlockOperation block when block.Operations.SkipWhile(other => other != at).Skip(1).Any(IsWork):
                    return false;
                case IForEachLoopOperation loop:
                    return !loop.Locals.Any(local => FailureVocabulary.Says(local.Name, "retry", "attempt"));
                case ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        if (depth >= MaxCallersAbove || !AnswersNothing(member) || member.DeclaredAccessibility == Accessibility.Public)
        {
            return false;
        }

        var sites = callers.CallersOf(member, cancellationToken);
        return sites.Length > 0 && sites.All(site => EndsForItem(site.Call, site.Body.Member, depth + 1, cancellationToken));
    }

    private static bool AnswersNothing(IMethodSymbol member) =>
        member.ReturnsVoid || (member.ReturnType is INamedTypeSymbol { Arity: 0 } task && FailurePath.IsTask(task));

    // A log line, a pause, a counter or a bare return is nothing done for the item.
    private static bool IsWork(IOperation statement) => StatementOrder.Within(statement).Any(at => at switch
    {
        IInvocationOperation call => !CaughtExceptionUses.IsLog(call) && call.TargetMethod.Name is not ("Delay" or "Sleep" or "Yield" or "ConfigureAwait") && call.TargetMethod.ContainingType?.Name is not ("TimeSpan" or "String"),
        ISimpleAssignmentOperation { Target: not ILocalReferenceOperation } => true,
        IReturnOperation { ReturnedValue: not null } => true,
        _ => false,
    });
}
