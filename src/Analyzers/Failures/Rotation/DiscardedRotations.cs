using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0012: the answer holds a new refresh token, and the session keeps the old one: the answer is dropped, only its access token is taken, or the field that the next refresh reads is never set.</summary>
internal sealed class DiscardedRotations(AnalysisScope scope)
{
    private readonly OldTokenWrites _oldWrites = new(scope);

    public IEnumerable<FailureFinding> Find(CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        if (AnswerType(frame, result) is not { } answer || frame.Origin == TokenOrigin.Invisible || frame.Tokens.All(token => token.Type?.Name == "CancellationToken") || IsKeptDeeper(frame))
        {
            yield break;
        }

        if (_oldWrites.Find(frame, result, cancellationToken) is { } place)
        {
            yield return new FailureFinding(FailureKind.RotationDiscarded, place, "the old one is written in its place");
        }
        else if (CalleeKeeps(frame.Call, cancellationToken))
        {
            yield break;
        }
        else if (IsDropped(frame.Call))
        {
            yield return new FailureFinding(FailureKind.RotationDiscarded, frame.Call.Syntax, "the answer is not used");
        }
        else if (OnlyAccessTokenIsTaken(frame, answer, result))
        {
            yield return new FailureFinding(FailureKind.RotationDiscarded, frame.Call.Syntax, "only the access token of the answer is kept", Doubtful: IsPassedIn(frame) || IsConfiguration(frame));
        }
        else if (UnsetField(frame, result, cancellationToken) is { } field)
        {
            yield return new FailureFinding(FailureKind.RotationDiscarded, frame.Call.Syntax, $"'{field.Name}' is not set from the answer");
        }
    }

    // The request's context is no caller's token: what is read through it is state.
    private static bool IsPassedIn(CallFrame frame) => frame.Origin == TokenOrigin.Parameter
        && !ValueSources.Of(frame.Tokens, frame.Body).Parameters.All(parameter => parameter.Type.Name.EndsWith("Context", StringComparison.Ordinal));

    public static bool IsRefreshMember(string name) => name is "Refresh" or "refresh" || FailureVocabulary.Says(name, "refreshtoken", "refresh_token", "refreshjwt") && !FailureVocabulary.Says(name, "expir", "lifetime", "issued", "valid", "task", "is");

    /// <summary>The type of the call's answer, or of the payload in it, that has a member for a refresh token.</summary>
    private static ITypeSymbol? AnswerType(CallFrame frame, ResultFlow result)
    {
        var type = frame.Call switch
        {
            IMethodReferenceOperation reference => reference.Method.ReturnType,
            _ => frame.Call.Type,
        };
        type = FailurePath.ResultOf(type);
        return type is null ? null : HoldsRefreshToken(type) || PayloadsOf(type).Any(HoldsRefreshToken) || IsParsed(type, frame, result) ? type : null;
    }

    /// <summary>A plain response that the member itself parses into a type with a refresh token.</summary>
    private static bool IsParsed(ITypeSymbol type, CallFrame frame, ResultFlow result) =>
        type.Name == "HttpResponseMessage" && frame.Body.Operations.Any(at => at is IInvocationOperation call && HoldsRefreshToken(TypeOf(call)) && result.Holds(call));

    private static IEnumerable<ITypeSymbol> PayloadsOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: > 0 } named ? named.TypeArguments : Enumerable.Empty<ITypeSymbol>();

    public static bool HoldsRefreshToken(ITypeSymbol? type)
    {
        for (; type is not null and not { SpecialType: SpecialType.System_Object or SpecialType.System_String }; type = type.BaseType)
        {
            if (type.GetMembers().Any(member => member switch
            {
                IPropertySymbol property => property.Type.TypeKind != TypeKind.Delegate && IsRefreshMember(property.Name),
                IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type.TypeKind != TypeKind.Delegate && IsRefreshMember(field.Name),
                _ => false,
            }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a deeper frame stores something of the answer: what its callers then do with it is another matter.</summary>
    private static bool IsKeptDeeper(CallFrame frame)
    {
        for (var at = frame.Callee; at is not null; at = at.Callee)
        {
            var result = new ResultFlow(at.Call, at.Body);
            if (at.Body.Operations.Any(operation => IsStore(operation, result)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStore(IOperation operation, ResultFlow result) => operation switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment => assignment.Parent is not IObjectOrCollectionInitializerOperation && (result.Holds(assignment.Value) || Mentions(assignment.Value, result)),
        // AddSeconds() of an expiry keeps nothing.
        IInvocationOperation { TargetMethod.ContainingType.Name: not ("DateTime" or "DateTimeOffset" or "TimeSpan" or "String" or "StringBuilder") } call => FailureVocabulary.Starts(call.TargetMethod.Name, "Save", "Store", "Persist", "Set", "Update", "Write", "Add", "Upsert", "Insert", "Cache", "GetOr", "Put", "Invoke", "Publish", "Raise", "On", "Replace", "Apply", "Complete", "Sign") && call.Arguments.Any(argument => Mentions(argument.Value, result)) && !CaughtExceptionUses.IsLog(call),
        _ => false,
    };

    private static bool Mentions(IOperation value, ResultFlow result) => value.DescendantsAndSelf().Any(at => at is ILocalReferenceOperation or IParameterReferenceOperation or IInvocationOperation && result.Holds(at));

    private static bool IsDropped(IOperation call)
    {
        for (var at = call; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" }:
                    continue;
                case IExpressionStatementOperation:
                    return true;
                case ISimpleAssignmentOperation assignment:
                    return assignment.Target is IDiscardOperation;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether the called method has a body here that keeps the answer, whole or by its refresh token: what it returns besides is a copy.</summary>
    private bool CalleeKeeps(IOperation call, CancellationToken cancellationToken) =>
        call is IInvocationOperation invocation
        && scope.Bodies.Of(invocation.TargetMethod, cancellationToken) is { } body
        && StatementOrder.Within(body.Root).Any(at => at switch
        {
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } } assignment =>
                assignment.Parent is not IObjectOrCollectionInitializerOperation && HoldsRefreshToken(assignment.Target.Type) && !EmptyValues.IsEmpty(assignment.Value),
            IInvocationOperation store => IsStoreName(store.TargetMethod.Name) && store.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(IsFreshToken)),
            _ => false,
        });

    // answer.RefreshToken of a local: what the parameter brought in is the old one.
    private static bool IsFreshToken(IOperation operation) =>
        operation is IMemberReferenceOperation { Member.Name: var name, Instance: { } instance } && IsRefreshMember(name) && ValueSources.RootOf(instance) is ILocalReferenceOperation;

    private static bool IsStoreName(string name) => FailureVocabulary.Starts(name, "Save", "Store", "Persist", "Set", "Update", "Write", "Upsert", "Cache", "Put", "Replace", "Apply", "Keep");

    /// <summary>The answer never leaves the member as a whole, its access token is read, and its refresh token is not. A sample that prints the access token keeps no session.</summary>
    private static bool OnlyAccessTokenIsTaken(CallFrame frame, ITypeSymbol answer, ResultFlow result)
    {
        var takesAccess = false;
        var isRaw = !HoldsRefreshToken(answer) && !PayloadsOf(answer).Any(HoldsRefreshToken);
        foreach (var at in frame.Body.Operations)
        {
            switch (at)
            {
                case IPropertyReferenceOperation { Instance: { } instance } property when result.Holds(instance):
                    if (IsRefreshMember(property.Property.Name) && !RotationReads.IsOnlyLookedAt(property))
                    {
                        return false;
                    }

                    takesAccess |= IsAccessMember(property.Property.Name) && !CaughtExceptionUses.IsLogged(property);
                    break;
                case IFieldReferenceOperation { Instance: { } instance } field when result.Holds(instance):
                    if (IsRefreshMember(field.Field.Name) && !RotationReads.IsOnlyLookedAt(field))
                    {
                        return false;
                    }

                    takesAccess |= IsAccessMember(field.Field.Name) && !CaughtExceptionUses.IsLogged(field);
                    break;
                case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or IMethodReferenceOperation when result.Holds(at) && !IsMemberText(at, result) && Escapes(at, isRaw, result):
                    return false;
            }
        }

        return takesAccess;
    }

    // newToken = result.AccessToken: a local that was made from a member of the answer is not the answer's text.
    private static bool IsMemberText(IOperation use, ResultFlow result) =>
        use.Type?.SpecialType == SpecialType.System_String && (use is IPropertyReferenceOperation or IFieldReferenceOperation || (use is ILocalReferenceOperation && !result.ReadsText(use)));

    /// <summary>Whether a value that holds the whole answer is handed on: returned, passed, stored, captured in an object. The text of an answer holds it, too; the text of its access token does not.</summary>
    private static bool Escapes(IOperation use, bool isRaw, ResultFlow result)
    {
        var type = TypeOf(use);
        if (type is null || !(HoldsRefreshToken(type) || PayloadsOf(type).Any(HoldsRefreshToken) || (isRaw && IsRaw(type))))
        {
            return false;
        }

        for (IOperation at = use; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" }:
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return !result.Holds(call) && !CaughtExceptionUses.IsLog(call) && call.TargetMethod.ContainingType?.SpecialType != SpecialType.System_String;
                case ITupleOperation { Parent: IDeconstructionAssignmentOperation or IDeclarationExpressionOperation } target when IsTarget(target):
                    return false;
                case IArgumentOperation or IReturnOperation or IObjectCreationOperation or ITupleOperation or IArrayInitializerOperation or IWithOperation:
                    return true;
                case ISimpleAssignmentOperation assignment when assignment.Value == at:
                    return assignment.Target is not (ILocalReferenceOperation or IDiscardOperation);
                default:
                    return false;
            }
        }

        return false;
    }

    // var (worked, answer) = …: here the answer comes in.
    private static bool IsTarget(IOperation tuple) => tuple.Parent is IDeclarationExpressionOperation || (tuple.Parent as IDeconstructionAssignmentOperation)?.Target == tuple;

    private static bool IsAccessMember(string name) => FailureVocabulary.Says(name, "access", "idtoken", "id_token", "sessionjwt") || name is "Token" or "token" or "Jwt";

    private static ITypeSymbol? TypeOf(IOperation operation) => FailurePath.ResultOf(operation.Type);

    // A text that was read from a response, not one that is a member of the parsed answer.
    private static bool IsRaw(ITypeSymbol type) => type.Name is "HttpResponseMessage" or "HttpContent" or "JsonDocument" or "JsonElement" or "JObject" or "JToken" or "JsonNode" or "Stream" or "String";

    /// <summary>A refresh token that comes from options or configuration belongs to a provider that does not rotate it, or to a person who will have to paste the next one.</summary>
    private static bool IsConfiguration(CallFrame frame) =>
        ValueSources.Of(frame.Tokens, frame.Body).Reads.Any(read => FailureVocabulary.Says(read.Syntax.ToString(), "option", "config", "setting", "credential", "secret", "environment"));

    /// <summary>The field that holds the presented token, when the answer is kept whole elsewhere and nothing sets the field from it.</summary>
    private static ISymbol? UnsetField(CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        if (frame.Tokens.Length != 1 || frame.Tokens[0].Unwrap() is not IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { IsReadOnly: false, Type.SpecialType: SpecialType.System_String } field } || !IsKeptWhole(frame, result))
        {
            return null;
        }

        return IsSetFromAnswer(frame, field, cancellationToken) ? null : field;
    }

    private static bool IsKeptWhole(CallFrame frame, ResultFlow result) => frame.Body.Operations.Any(at =>
        at is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment && HoldsRefreshToken(assignment.Target.Type) && result.Holds(assignment.Value) && StatementOrder.MayFollow(frame.Call, assignment));

    /// <summary>Whether any assignment in the type, other than one that runs instead of this refresh, gives the field a refresh token.</summary>
    private static bool IsSetFromAnswer(CallFrame frame, IFieldSymbol field, CancellationToken cancellationToken)
    {
        foreach (var reference in field.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellationToken).DescendantNodes())
            {
                if (node is Microsoft.CodeAnalysis.CSharp.Syntax.AssignmentExpressionSyntax { Right: var right, Left: var left } assignment && NamesField(left, field) && IsRefreshMember(right.ToString().Split('.').Last()) && right is not Microsoft.CodeAnalysis.CSharp.Syntax.IdentifierNameSyntax && !RunsInstead(frame, assignment))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool NamesField(SyntaxNode left, IFieldSymbol field) => left.ToString() is var text && (text == field.Name || text == "this." + field.Name);

    private static bool RunsInstead(CallFrame frame, SyntaxNode assignment)
    {
        var operation = frame.Body.Operations.FirstOrDefault(at => at.Syntax == assignment && at is IAssignmentOperation);
        return operation is not null && (StatementOrder.AreAlternatives(frame.Call, operation) || !StatementOrder.MayFollow(frame.Call, operation));
    }
}
