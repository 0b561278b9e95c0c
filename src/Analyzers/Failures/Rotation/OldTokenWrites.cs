using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0012 where the answer is kept, but with the token that was presented in the place of its own: assigned over it, handed to the method that stores, or preferred by the one that maps.</summary>
internal sealed class OldTokenWrites(AnalysisScope scope)
{
    // A method that stores or maps has fewer operations than this; a longer one does more.
    private const int MaxOperations = 400;

    /// <summary>The place where the old token wins; null where the answer's is kept, or where it cannot be told.</summary>
    public SyntaxNode? Find(CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        if (frame.Tokens.Length != 1)
        {
            return null;
        }

        var presented = new PresentedToken(frame.Tokens[0], frame.Body);
        var operations = frame.Body.Root.Descendants().Where(at => StatementOrder.MayFollow(frame.Call, at)).ToList();
        if (operations.Any(at => IsAnswersToken(at, result.Holds) && IsWritten(at)))
        {
            return null;
        }

        foreach (var at in operations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsOldWrite(at, presented.Is, result.Holds) || IsInside(at, presented, result, cancellationToken))
            {
                return at.Syntax;
            }
        }

        return null;
    }

    /// <summary>The answer, and perhaps the old token, go into a method of this compilation, and there the old one wins.</summary>
    private bool IsInside(IOperation operation, PresentedToken presented, ResultFlow result, CancellationToken cancellationToken)
    {
        if (operation is not IInvocationOperation call
            || call.Arguments.FirstOrDefault(argument => result.Holds(argument.Value) && DiscardedRotations.HoldsRefreshToken(FailurePath.ResultOf(argument.Value.Type)))?.Parameter is not { } answer
            || scope.Bodies.Of(call.TargetMethod.ReducedFrom ?? call.TargetMethod, cancellationToken) is not { } body)
        {
            return false;
        }

        var old = call.Arguments.Where(argument => presented.Is(argument.Value)).Select(argument => argument.Parameter!.Ordinal).ToImmutableHashSet();
        var operations = body.Root.Descendants().Take(MaxOperations + 1).ToList();
        if (operations.Count > MaxOperations || operations.Any(at => IsAnswersToken(at, IsAnswer) && IsWritten(at)))
        {
            return false;
        }

        return operations.Any(at => IsOldWrite(at, IsOld, IsAnswer));

        bool IsAnswer(IOperation? value) => value is not null && ValueSources.RootOf(value) is IParameterReferenceOperation parameter && parameter.Parameter.Ordinal == answer.Ordinal;

        bool IsOld(IOperation value) => value.Unwrap() switch
        {
            IParameterReferenceOperation parameter => old.Contains(parameter.Parameter.Ordinal),
            IMemberReferenceOperation member => DiscardedRotations.IsRefreshMember(member.Member.Name) && !IsAnswer(member) && StateMembers.OwnMember(member) is not null,
            _ => false,
        };
    }

    /// <summary>A refresh token's place that is given the old one: a member, a member of a new object that takes the rest from the answer, or an argument beside one that does.</summary>
    private static bool IsOldWrite(IOperation operation, Func<IOperation, bool> isOld, Func<IOperation?, bool> isAnswer) => operation switch
    {
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name } target } assignment => DiscardedRotations.IsRefreshMember(name) && OldWins(assignment.Value, isOld, isAnswer)
            && (assignment.Parent is IObjectOrCollectionInitializerOperation made ? TakesFromAnswer(made, isAnswer) : isAnswer(target.Instance) || !IsSelf(assignment))
            && !IsUnderMissing(assignment, isAnswer),
        IArgumentOperation { Parameter.Name: var name, Parent: IInvocationOperation or IObjectCreationOperation } argument => IsRefreshParameter(name) && OldWins(argument.Value, isOld, isAnswer)
            && !isAnswer(argument.Parent) && argument.Parent!.ChildOperations.OfType<IArgumentOperation>().Any(other => other != argument && isAnswer(other.Value) && !DiscardedRotations.HoldsRefreshToken(other.Value.Type)) && !IsUnderMissing(argument, isAnswer),
        _ => false,
    };

    // token.RefreshToken = token.RefreshToken: says nothing.
    private static bool IsSelf(ISimpleAssignmentOperation assignment) => assignment.Target.Syntax.IsEquivalentTo(assignment.Value.Syntax, topLevel: false);

    private static bool OldWins(IOperation value, Func<IOperation, bool> isOld, Func<IOperation?, bool> isAnswer) => value.Unwrap() switch
    {
        ICoalesceOperation choice => isOld(choice.Value) && isAnswer(choice.WhenNull.Unwrap()),
        var plain => isOld(plain),
    };

    private static bool TakesFromAnswer(IObjectOrCollectionInitializerOperation made, Func<IOperation?, bool> isAnswer) =>
        made.Initializers.OfType<ISimpleAssignmentOperation>().Any(other => other.Value.DescendantsAndSelf().Any(isAnswer));

    private static bool IsRefreshParameter(string? name) => name is not null && FailureVocabulary.Says(name, "refresh") && !FailureVocabulary.Says(name, "old", "previous", "expired", "presented", "used", "expir");

    private static bool IsAnswersToken(IOperation operation, Func<IOperation?, bool> isAnswer) =>
        operation is IMemberReferenceOperation { Instance: { } instance, Member.Name: var name } && DiscardedRotations.IsRefreshMember(name) && isAnswer(instance);

    /// <summary>Whether the token is taken somewhere, and not only looked at, overwritten, or second choice.</summary>
    private static bool IsWritten(IOperation token)
    {
        if (token.Parent is IAssignmentOperation assignment && assignment.Target == token)
        {
            return assignment is ICoalesceAssignmentOperation;
        }

        return !RotationReads.IsOnlyLookedAt(token) && !(token.Whole().Parent is ICoalesceOperation choice && choice.WhenNull.Contains(token));
    }

    /// <summary>Whether the write happens only where the answer brought no token of its own.</summary>
    private static bool IsUnderMissing(IOperation write, Func<IOperation?, bool> isAnswer)
    {
        for (IOperation at = write; at.Parent is { } parent; at = parent)
        {
            if (parent is IConditionalOperation choice && at != choice.Condition
                && RotationReads.SaysMissing(choice.Condition, member => IsAnswersToken(member, isAnswer)) is { } isMissing
                && isMissing == (at == choice.WhenTrue))
            {
                return true;
            }
        }

        return false;
    }
}
