using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Whether a value under a guard shows state as it is now, or as it was before the wait. Follows locals, and parameters to the arguments of the frame above.</summary>
internal sealed class ReadOrder(IReadOnlyList<GuardedSegment> segments, CancellationToken cancellationToken)
{
    private const int MaxSteps = 300;

    private static readonly string[] ClockNames = ["UtcNow", "Now", "Today", "GetUtcNow", "GetLocalNow", "TickCount", "TickCount64", "GetTimestamp", "ToUnixTimeSeconds", "ToUnixTimeMilliseconds"];

    private static readonly string[] UnchangingNames = ["IsEnabled", "IsCancellationRequested", "IsDisposed", "Disposed", "IsDevelopment", "IsProduction", "CurrentCount", "IsAcquired"];

    private static readonly string[] LookupNames = ["Contains", "Get", "Find", "Load", "Read", "Fetch", "TryGet", "Lookup", "Any", "Exists", "Peek", "Has"];

    private static readonly string[] TokenWords = ["token", "expir", "jwt", "bearer", "credential", "session"];

    private readonly HashSet<(ISymbol, int)> _seen = [];
    private int _steps;

    /// <summary>Whether an operation reads the clock.</summary>
    public static bool IsClock(IOperation operation) => operation switch
    {
        IMemberReferenceOperation { Member.Name: var name } => ClockNames.Contains(name),
        IInvocationOperation { TargetMethod.Name: var name } => ClockNames.Contains(name),
        _ => false,
    };

    public ReadTime Of(IOperation? value, int segment)
    {
        if (value is null || ++_steps > MaxSteps)
        {
            return ReadTime.NoState;
        }

        cancellationToken.ThrowIfCancellationRequested();
        value = value.Unwrap();
        switch (value)
        {
            case ILiteralOperation or IDefaultValueOperation or ITypeOfOperation or INameOfOperation or IInstanceReferenceOperation:
            case IFieldReferenceOperation { Field: { IsConst: true } or { IsReadOnly: true, Type.IsValueType: true } or { IsReadOnly: true, Type.SpecialType: SpecialType.System_String } }:
                return ReadTime.NoState;
            case ILocalReferenceOperation local:
                return OfLocal(local.Local, segment);
            case IParameterReferenceOperation parameter:
                return OfParameter(parameter.Parameter, segment);
            case IFieldReferenceOperation or IPropertyReferenceOperation:
                return OfMember(value, segment);
            case IInvocationOperation call:
                return OfCall(call, segment);
            case IAnonymousFunctionOperation or IDelegateCreationOperation:
                return ReadTime.NoState;
            default:
                return value.ChildOperations.Aggregate(ReadTime.NoState, (time, child) => Later(time, Of(child, segment)));
        }
    }

    private static ReadTime Later(ReadTime left, ReadTime right) => left > right ? left : right;

    private ReadTime OfMember(IOperation member, int segment)
    {
        var name = ((IMemberReferenceOperation)member).Member.Name;
        if (ClockNames.Contains(name) || UnchangingNames.Contains(name))
        {
            return ReadTime.NoState;
        }

        return ValueSources.RootOf(member) switch
        {
            ILocalReferenceOperation local when !IsService(local.Type) => IsChangedInPlace(local.Local, segment) ? ReadTime.Under : OfLocal(local.Local, segment),
            IParameterReferenceOperation parameter when !IsService(parameter.Type) => IsChangedInPlace(parameter.Parameter, segment) ? ReadTime.Under : OfParameter(parameter.Parameter, segment),
            IInvocationOperation call => OfCall(call, segment),
            _ when IsConfiguration(member) => ReadTime.NoState,
            _ => segments[segment].IsInside(member) ? ReadTime.Under : ReadTime.Before,
        };
    }

    private ReadTime OfCall(IInvocationOperation call, int segment)
    {
        var name = call.TargetMethod.Name;
        if (ClockNames.Contains(name) || UnchangingNames.Contains(name))
        {
            return ReadTime.NoState;
        }

        var arguments = call.Arguments
            .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter?.RefKind is not RefKind.Out && argument.Value.Type?.Name is not ("CancellationToken" or "TimeSpan"))
            .ToList();
        var ofArguments = arguments.Aggregate(ReadTime.NoState, (time, argument) => Later(time, Of(argument.Value, segment)));
        if (call.Instance is { } instance && ValueSources.RootOf(instance) is var root and (ILocalReferenceOperation or IParameterReferenceOperation) && !IsService(root.Type) && root.Type?.TypeKind != TypeKind.Delegate)
        {
            return Later(ofArguments, Of(instance, segment));
        }

        // DateTime.UtcNow.AddMinutes(5), text.StartsWith(…): what a value computes tells as much as the value.
        if (call.Instance is { Type: { IsValueType: true } or { SpecialType: SpecialType.System_String } } value)
        {
            return Later(ofArguments, Of(value, segment));
        }

        var here = segments[segment].IsInside(call) ? ReadTime.Under : ReadTime.Before;
        if (ofArguments == ReadTime.Under)
        {
            return here;
        }

        // IsExpired(token) of a token that was read before the wait tells nothing new, whoever computes it; store.Get(key) does.
        var showsArgument = ofArguments == ReadTime.Before && arguments.Any(argument => IsTokenLike(argument.Value)) && !LookupNames.Any(word => name.StartsWith(word, StringComparison.Ordinal));
        if (showsArgument)
        {
            return ofArguments;
        }

        // A pure function of constants and of values that are no state.
        var isPure = call.Instance is null && !call.TargetMethod.IsExtensionMethod && arguments.Count > 0 && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty;
        return isPure ? ofArguments : here;
    }

    private ReadTime OfLocal(ILocalSymbol local, int segment)
    {
        if (!_seen.Add((local, segment)))
        {
            return ReadTime.NoState;
        }

        var time = ReadTime.NoState;
        foreach (var (place, value) in Assignments(local, segments[segment].Body))
        {
            var ofValue = Of(value, segment);
            time = Later(time, ofValue == ReadTime.NoState ? ReadTime.NoState : segments[segment].IsInside(place) ? ofValue : ReadTime.Before);
        }

        _seen.Remove((local, segment));
        return time;
    }

    private ReadTime OfParameter(IParameterSymbol parameter, int segment)
    {
        if (!SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, segments[segment].Body.Member))
        {
            // A parameter of a primary constructor is a service; one of a lambda is what the helper under the guard passes in.
            return ReadTime.Under;
        }

        for (var above = segment - 1; above >= 0; above--)
        {
            if (segments[above].Body != segments[segment].Body)
            {
                return segments[above].Target.ArgumentFor(parameter) is { } argument && _seen.Add((parameter, segment)) ? Of(argument, above) : ReadTime.NoState;
            }
        }

        // The caller read it before it called, and so before the guard.
        return IsService(parameter.Type) ? ReadTime.Under : ReadTime.Before;
    }

    /// <summary>Every place where a local gets a value, with the value.</summary>
    public static IEnumerable<(IOperation Place, IOperation? Value)> Assignments(ILocalSymbol local, MemberBody body)
    {
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol) && declarator.GetVariableInitializer() is { } initializer:
                    yield return (declarator, initializer.Value);
                    break;
                case IDeconstructionAssignmentOperation deconstruction when deconstruction.Target.DescendantsAndSelf().Any(IsTarget):
                    yield return (deconstruction, deconstruction.Value);
                    break;
                case IAssignmentOperation assignment when IsTarget(assignment.Target):
                    yield return (assignment, assignment.Value);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Parent: { } call } argument when argument.Value.DescendantsAndSelf().Any(IsTarget):
                    yield return (call, call);
                    break;
                case IDeclarationPatternOperation pattern when pattern.DeclaredSymbol is { } symbol && Same(symbol):
                    yield return (pattern, ValueSources.PatternInput(pattern));
                    break;
                case IRecursivePatternOperation pattern when pattern.DeclaredSymbol is { } symbol && Same(symbol):
                    yield return (pattern, ValueSources.PatternInput(pattern));
                    break;
                case IForEachLoopOperation loop when loop.Locals.Any(Same):
                    yield return (loop, loop.Collection);
                    break;
            }
        }

        bool Same(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol, local);
        bool IsTarget(IOperation target) => target is ILocalReferenceOperation reference && Same(reference.Local);
    }

    // account.AccessToken = …: who waited for the guard sees the new value through the reference that it already had.
    private bool IsChangedInPlace(ISymbol variable, int segment)
    {
        for (var at = segment; at < segments.Count && segments[at].Body == segments[segment].Body; at++)
        {
            if (segments[at].Body.Root.DescendantsAndSelf().Any(operation =>
                operation is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment
                && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(ValueSources.RootOf(assignment.Target)), variable)))
            {
                return variable is not ILocalSymbol local || !IsMadeHere(local, segments[at].Body);
            }
        }

        return false;
    }

    private static bool IsMadeHere(ILocalSymbol local, MemberBody body) => StateMembers.LocalValue(local, body)?.Unwrap() is IObjectCreationOperation;

    private static bool IsTokenLike(IOperation value)
    {
        var name = StateMembers.SymbolOf(ValueSources.RootOf(value.Unwrap()))?.Name ?? "";
        return TokenWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private static bool IsConfiguration(IOperation member)
    {
        for (var at = member; at is not null; at = (at as IMemberReferenceOperation)?.Instance?.Unwrap())
        {
            if (at.Type?.Name is { } type && (EndsWith(type, "Options") || EndsWith(type, "Settings") || EndsWith(type, "Configuration") || EndsWith(type, "Config") || type == "ILogger"))
            {
                var name = ((member as IMemberReferenceOperation)?.Member.Name) ?? "";
                return !TokenWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
            }
        }

        return false;
    }

    private static bool EndsWith(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    /// <summary>Types through which state is read anew each time, wherever the reference came from.</summary>
    private static bool IsService(ITypeSymbol? type) =>
        type is not null
        && (type.TypeKind == TypeKind.Interface && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Generic" or "System.Collections")
            || type.Name is "HttpContext" or "HttpRequest" or "ISession" or "DistributedSession" or "ConcurrentDictionary"
            || new[] { "Store", "Storage", "Service", "Manager", "Cache", "Client", "Repository", "Provider", "DbContext", "Accessor", "Vault" }.Any(end => EndsWith(type.Name, end)));
}
