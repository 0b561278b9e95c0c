using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Flow;

/// <summary>
/// Where a value comes from, followed backwards through the locals of one member: to its parameters, and to reads of state
/// (fields, properties, calls). Flow-insensitive: every assignment of a local in the member counts. Bounded by <see cref="MaxSteps"/>.
/// </summary>
internal sealed class ValueSources
{
    private const int MaxSteps = 400;

    private static readonly string[] TokenNouns = ["Token", "Tokens", "TokenSet", "TokenPair", "TokenInfo", "Credential", "Credentials"];

    private static readonly string[] LookUpVerbs = ["Get", "Load", "Find", "Read", "Fetch", "TryGet", "Retrieve", "Lookup", "Single", "First"];

    // What a value may be unsealed or parsed from, so that it is the value and no key to it.
    private static readonly string[] KeptWords = ["token", "sealed", "cookie", "ticket", "jwt", "credential", "refresh", "json", "content", "text", "body"];

    private readonly MemberBody _body;
    private readonly ImmutableArray<IOperation>.Builder _reads = ImmutableArray.CreateBuilder<IOperation>();
    private readonly HashSet<IParameterSymbol> _parameters = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private int _steps;

    private ValueSources(MemberBody body) => _body = body;

    /// <summary>Parameters of the member itself that the value derives from. Those of lambdas and local functions are not among them.</summary>
    public IReadOnlyCollection<IParameterSymbol> Parameters => _parameters;

    /// <summary>The operations that read state: field, property and indexer reads and calls, in the order met. Reads of members of a parameter count as the parameter.</summary>
    public ImmutableArray<IOperation> Reads { get; private set; } = ImmutableArray<IOperation>.Empty;

    public static ValueSources Of(IEnumerable<IOperation> values, MemberBody body)
    {
        var sources = new ValueSources(body);
        foreach (var value in values)
        {
            sources.Follow(value);
        }

        sources.Reads = sources._reads.ToImmutable();
        return sources;
    }

    private void Follow(IOperation? value)
    {
        if (value is null || ++_steps > MaxSteps)
        {
            return;
        }

        value = value.Unwrap();
        switch (value)
        {
            case IParameterReferenceOperation parameter:
                FollowParameter(parameter.Parameter);
                break;
            case ILocalReferenceOperation local:
                FollowLocal(local.Local);
                break;
            case IFieldReferenceOperation { Field.IsConst: true }:
            case ILiteralOperation:
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation { Instance: not null } when RootOf(value) is IParameterReferenceOperation or ILocalReferenceOperation:
                FollowThroughMember(value);
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation:
                _reads.Add(value);
                break;
            case IInvocationOperation invocation:
                FollowInvocation(invocation);
                break;
            case IInstanceReferenceOperation:
                break;
            default:
                foreach (var child in value.ChildOperations)
                {
                    Follow(child);
                }

                break;
        }
    }

    // A call's value derives from its arguments (BuildForm(refreshToken)); with none that lead anywhere it is a read of state (store.GetTokenAsync()).
    private void FollowInvocation(IInvocationOperation invocation)
    {
        var (parameters, reads) = (_parameters.Count, _reads.Count);
        var looksUp = LooksUp(invocation);
        foreach (var argument in invocation.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue && !IsAmbient(argument.Value.Type) && !(looksUp && IsKey(argument)))
            {
                Follow(argument.Value);
            }
        }

        var pure = invocation.TargetMethod.IsStatic || invocation.Instance?.Unwrap() is ILiteralOperation;
        if (!pure || (parameters == _parameters.Count && reads == _reads.Count))
        {
            if (invocation.Instance is { } instance)
            {
                if (RootOf(instance) is IParameterReferenceOperation { Parameter: var parameter } && !IsServiceLike(parameter.Type))
                {
                    FollowParameter(parameter);
                    return;
                }
            }

            _reads.Add(invocation);
        }
    }

    // store.LoadAsync(session), _rows.Find(user): the value comes from the store; what is handed over only picks it.
    private static bool LooksUp(IInvocationOperation invocation) =>
        invocation.Instance is { } store && store.Unwrap() is not IInstanceReferenceOperation
        && Array.Exists(LookUpVerbs, verb => invocation.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal))
        && ResultOf(invocation.Type) is var result && (result?.SpecialType is SpecialType.System_String or SpecialType.System_Object || Vocabulary.HoldsRefreshToken(result));

    private static ITypeSymbol? ResultOf(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } ? arguments[0] : type;

    // A text or number that is no token itself.
    private static bool IsKey(IArgumentOperation argument) =>
        argument is { Parameter: { Name: var name }, Value: var value }
        && (value.Type is { SpecialType: not (SpecialType.None or SpecialType.System_Object) } or { Name: "Guid" })
        && !Array.Exists(KeptWords, word => name.Has(word) || (value.Unwrap() is IParameterReferenceOperation { Parameter.Name: var given } && given.Has(word)));

    // token.Value of a parameter is that parameter; store.GetAsync() of a parameter that is a service reads state.
    private void FollowThroughMember(IOperation value)
    {
        switch (RootOf(value))
        {
            case IParameterReferenceOperation parameter when IsServiceLike(parameter.Parameter.Type):
                _reads.Add(value);
                break;
            case IParameterReferenceOperation parameter:
                FollowParameter(parameter.Parameter);
                break;
            case ILocalReferenceOperation local:
                if (value is IInvocationOperation && IsServiceLike(local.Type))
                {
                    _reads.Add(value);
                }
                else
                {
                    FollowLocal(local.Local);
                }

                break;
        }
    }

    private void FollowParameter(IParameterSymbol parameter)
    {
        if (SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _body.Member))
        {
            _parameters.Add(parameter);
        }
    }

    private void FollowLocal(ILocalSymbol local)
    {
        if (!_seen.Add(local))
        {
            return;
        }

        foreach (var operation in _body.Fact(static body => new LocalWrites(body)).Of(local))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator:
                    Follow(declarator.GetVariableInitializer()?.Value);
                    break;
                case IAssignmentOperation assignment:
                    Follow(assignment.Value);
                    break;
                case IForEachLoopOperation loop:
                    Follow(loop.Collection);
                    break;
                case IArgumentOperation argument:
                    _reads.Add(argument.Parent!);
                    break;
                case IDeclarationPatternOperation pattern:
                    Follow(PatternInput(pattern));
                    break;
                // Dictionary.Add("refresh_token", x) and the like: what is put into the local is part of it.
                case IInvocationOperation call:
                    foreach (var argument in call.Arguments)
                    {
                        Follow(argument.Value);
                    }

                    break;
            }
        }
    }

    /// <summary>The value that a pattern is asked of.</summary>
    public static IOperation? PatternInput(IOperation pattern)
    {
        for (var at = pattern.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IIsPatternOperation test:
                    return test.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
                case ISwitchOperation choice:
                    return choice.Value;
            }
        }

        return null;
    }

    /// <summary>What a chain of member accesses and calls starts from: <c>a</c> in <c>a.B.C()</c>.</summary>
    public static IOperation RootOf(IOperation operation)
    {
        while (true)
        {
            operation = operation.Unwrap();
            var next = operation switch
            {
                IFieldReferenceOperation { Instance: { } instance } => instance,
                IPropertyReferenceOperation { Instance: { } instance } => instance,
                IInvocationOperation { Instance: { } instance } => instance,
                IConditionalAccessOperation access => access.Operation,
                IConditionalAccessInstanceOperation instance => ConditionalReceiver(instance),
                IArrayElementReferenceOperation element => element.ArrayReference,
                _ => null,
            };
            if (next is null || next == operation)
            {
                return operation;
            }

            operation = next;
        }
    }

    private static IOperation? ConditionalReceiver(IConditionalAccessInstanceOperation instance)
    {
        for (var at = instance.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalAccessOperation access && access.WhenNotNull.Contains(instance))
            {
                return access.Operation;
            }
        }

        return null;
    }

    /// <summary>Interfaces and types named for a service hold state; reading through them is reading state, wherever the reference came from.</summary>
    private static bool IsServiceLike(ITypeSymbol? type) =>
        type is not null
        && (type.TypeKind == TypeKind.Interface && type.SpecialType == SpecialType.None && !IsTokenData(type) && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Generic" or "System.Collections")
            || type.Name is "HttpContext" or "HttpRequest" or "IServiceProvider" or "AuthenticationProperties" or "CookieValidatePrincipalContext"
            || type.Name.EndsWith("Context", StringComparison.Ordinal)
            || type.Name.EndsWith("Store", StringComparison.Ordinal)
            || type.Name.EndsWith("Service", StringComparison.Ordinal)
            || type.Name.EndsWith("Manager", StringComparison.Ordinal)
            || type.Name.EndsWith("Cache", StringComparison.Ordinal)
            || type.Name.EndsWith("Client", StringComparison.Ordinal)
            || type.Name.EndsWith("Repository", StringComparison.Ordinal));

    /// <summary>An interface that is nothing but the properties of a token, such as <c>IOAuthToken { AccessToken; RefreshToken; }</c>, is the token and no place to read one from.</summary>
    private static bool IsTokenData(ITypeSymbol type) =>
        TokenNouns.Any(noun => type.Name.EndsWith(noun, StringComparison.Ordinal))
        && type.AllInterfaces.Cast<ITypeSymbol>().Append(type).SelectMany(contract => contract.GetMembers()).All(member => member is IPropertySymbol or IMethodSymbol { AssociatedSymbol: IPropertySymbol });

    private static bool IsAmbient(ITypeSymbol? type) => type?.Name is "CancellationToken" or "ILogger" or "JsonSerializerOptions" or "TimeSpan";
}
