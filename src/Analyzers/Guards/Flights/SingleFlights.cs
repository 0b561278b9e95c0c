using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Guards;

/// <summary>A delegate that is handed to the shipped <c>SingleFlight</c> or <c>SessionFlight</c>, and the ways to hand it over wrongly (RR0013).</summary>
internal sealed class SingleFlights(GuardServices services)
{
    // How many source methods deep a delegate is searched for a call of its own flight.
    private const int MaxReentryDepth = 2;

    private static readonly string[] ErrorMembers = ["IsError", "IsSuccess", "IsSuccessful", "IsSuccessStatusCode", "Success", "Succeeded", "HasError"];

    public static bool IsFlight(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Run" or "RunAsync" or "RunAndCommitAsync", ContainingType: var type } && FlightTypes.IsFlight(type);

    /// <param name="chain">The chain whose outermost place is the call of the flight.</param>
    /// <param name="work">The lambda or method group that the flight runs.</param>
    public GuardVerdict Of(DelegateChain chain, IInvocationOperation call, IOperation work, CancellationToken cancellationToken)
    {
        if (call.Instance is { } flight && Misuse(chain, call, flight, work, cancellationToken) is { } misuse)
        {
            return GuardVerdict.Flawed(GuardFlaw.SingleFlightMisused, call, misuse);
        }

        return services.GuardLifetime.Of(call.Instance, chain.Body, chain.Query, cancellationToken) is { } type ? GuardVerdict.Flawed(GuardFlaw.TooNarrow, call, type)
            : ConstantKeys.IsWrong(call, chain) ? GuardVerdict.Flawed(GuardFlaw.KeyNotFromToken, call, LockSteps.KeyOf(call.Instance))
            : GuardVerdict.Held(call, LockSteps.KeyOf(call.Instance));
    }

    private string? Misuse(DelegateChain chain, IInvocationOperation call, IOperation flight, IOperation work, CancellationToken cancellationToken)
    {
        var result = ResultOf(call.TargetMethod.ContainingType);
        return services.IsMadeHere(flight, chain.Body, cancellationToken) ? "it is created for this one call, so nobody can join it"
            : result is not null && OnceOnly(result) is { } once ? once
            : UncomparableKey(call.TargetMethod.ContainingType, flight, chain.Body, cancellationToken) is { } key
                ? $"keys of type '{key.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' are equal only to themselves, so nobody can join it"
            : MixesForms(call, flight, cancellationToken)
                ? "'RunAsync' and 'RunAndCommitAsync' share it, so a call that commits can join one that does not"
            : RunsOnCallersToken(work, chain.Body) ? "its delegate ignores the flight's cancellation token and captures the caller's, so one caller's leaving ends the refresh of all"
            : IsReentrant(work, flight, 0, cancellationToken) ? "its delegate calls the same flight again, which would wait for itself"
            : StoresAfterwards(call, work, chain.Body) ? "the rotated token is stored after the flight has ended, so a caller in between presents the old one"
            : result is not null && KeepsErrors(result, flight, chain.Body, cancellationToken) ? $"its result '{result.Name}' carries its error, and without 'RetainIf' a failure is handed to later callers"
            : null;
    }

    private static ITypeSymbol? ResultOf(INamedTypeSymbol flight) => (flight.Name, flight.TypeArguments.Length) switch
    {
        ("SingleFlight" or "ScopedSingleFlight", 2) => flight.TypeArguments[1],
        ("SessionFlight", 1) => flight.TypeArguments[0],
        _ => null,
    };

    /// <summary>Why a result cannot be handed to several callers; null where it can.</summary>
    private static string? OnceOnly(ITypeSymbol result)
    {
        var parts = result is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Select(element => element.Type).ToArray() : [result];
        return parts.FirstOrDefault(IsDisposable) is { } owned ? $"its result '{owned.Name}' is disposable, and whoever disposes it first takes it from the others"
            : parts.FirstOrDefault(part => part.Name is "IAsyncEnumerable" or "IEnumerator" or "IAsyncEnumerator") is { } read ? $"its result '{read.Name}' may be read only once, and several callers would read it"
            : null;
    }

    /// <summary>The type that keeps equal tokens from being equal keys; null where a comparer is given, or where the options are not seen.</summary>
    private ITypeSymbol? UncomparableKey(INamedTypeSymbol type, IOperation flight, MemberBody body, CancellationToken cancellationToken)
    {
        var key = type is { Name: "SingleFlight" or "ScopedSingleFlight", TypeArguments.Length: 2 } ? FlightKeys.WithoutValueEquality(type.TypeArguments[0]) : null;
        return key is not null && services.State.Creation(flight, body, cancellationToken) is { Arguments.Length: 0 } ? key : null;
    }

    private bool MixesForms(IInvocationOperation call, IOperation flight, CancellationToken cancellationToken)
    {
        if (StateMembers.SymbolOf(flight) is not { Kind: SymbolKind.Field or SymbolKind.Property } symbol)
        {
            return false;
        }

        var commits = IsCommitting(call);
        return services.State.Uses(symbol, cancellationToken).Any(use => use.Parent is IInvocationOperation other && IsFlight(other) && IsCommitting(other) != commits);
    }

    private static bool IsCommitting(IInvocationOperation call) => call.TargetMethod.Name == "RunAndCommitAsync";

    private static bool IsDisposable(ITypeSymbol type) => type.Name != "Task" && type.AllInterfaces.Any(contract => contract.Name is "IDisposable" or "IAsyncDisposable");

    private static bool RunsOnCallersToken(IOperation work, MemberBody body)
    {
        if (work is not IAnonymousFunctionOperation lambda || lambda.Symbol.Parameters.LastOrDefault(parameter => parameter.Type.Name == "CancellationToken") is not { } own)
        {
            return false;
        }

        var references = lambda.Body.DescendantsAndSelf().OfType<IParameterReferenceOperation>().ToList();
        return !references.Any(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, own))
            && references.Any(reference => reference.Type?.Name == "CancellationToken" && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, body.Member));
    }

    private bool IsReentrant(IOperation code, IOperation flight, int depth, CancellationToken cancellationToken)
    {
        if (StateMembers.SymbolOf(flight) is not { Kind: SymbolKind.Field or SymbolKind.Property } symbol)
        {
            return false;
        }

        var body = code is IMethodReferenceOperation group ? services.Scope.Bodies.Of(group.Method, cancellationToken)?.Root : code;
        foreach (var operation in body?.DescendantsAndSelf() ?? [])
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            if (IsFlight(call) && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(call.Instance), symbol))
            {
                return true;
            }

            if (depth < MaxReentryDepth && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, symbol.ContainingType)
                && services.Scope.Bodies.Of(call.TargetMethod, cancellationToken) is { } inner && IsReentrant(inner.Root, flight, depth + 1, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    // var r = await flight.RunAsync(…); _refreshToken = r.RefreshToken;
    private static bool StoresAfterwards(IInvocationOperation call, IOperation work, MemberBody body)
    {
        if (work.DescendantsAndSelf().Any(IsTokenStore))
        {
            return false;
        }

        var local = call.Whole().Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
            _ => null,
        };
        return local is not null && body.Root.DescendantsAndSelf().Any(operation =>
            IsTokenStore(operation) && operation is IAssignmentOperation assignment && ValueSources.RootOf(assignment.Value) is ILocalReferenceOperation source && SymbolEqualityComparer.Default.Equals(source.Local, local));
    }

    private static bool IsTokenStore(IOperation operation) =>
        operation is IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name, Instance: null or IInstanceReferenceOperation } }
        && name.IndexOf("refresh", StringComparison.OrdinalIgnoreCase) >= 0 && name.IndexOf("token", StringComparison.OrdinalIgnoreCase) >= 0;

    private bool KeepsErrors(ITypeSymbol result, IOperation flight, MemberBody body, CancellationToken cancellationToken)
    {
        if (!CarriesError(result) || services.State.Creation(flight, body, cancellationToken) is not { } creation)
        {
            return false;
        }

        if (creation.Arguments.Length == 0)
        {
            return true;
        }

        return services.State.Creation(creation.Arguments[0].Value, body, cancellationToken) is { Initializer: { } settings }
            && !settings.Initializers.Any(setting => setting is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "RetainIf" or "RetainFor" } });
    }

    private static bool CarriesError(ITypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers().Any(member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean } && ErrorMembers.Contains(member.Name)))
            {
                return true;
            }
        }

        return false;
    }
}
