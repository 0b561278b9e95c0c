using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Judges a call, and then outwards each use of the lambda or local function that holds it, by all guard families. The first guard without a flaw decides.</summary>
internal sealed class DelegateChainJudge
{
    // Lambdas in lambdas in helpers: real code has two or three.
    private const int MaxDepth = 8;

    // A local function or delegate variable that is used more often is judged by these uses.
    private const int MaxUses = 8;

    private readonly GuardServices _services;
    private readonly LockJudge _locks;
    private readonly SharedTasks _tasks;
    private readonly LazyTasks _lazies;
    private readonly InFlightFlags _inFlightFlags;
    private readonly SingleFlights _flights;
    private readonly DelegateHelpers _helpers;

    public DelegateChainJudge(GuardServices services)
    {
        _services = services;
        _locks = new LockJudge(services);
        _tasks = new SharedTasks(services);
        _lazies = new LazyTasks(services);
        _inFlightFlags = new InFlightFlags(services);
        _flights = new SingleFlights(services);
        _helpers = new DelegateHelpers(services, this);
    }

    /// <summary>What guards the outermost place of a chain.</summary>
    public GuardVerdict At(DelegateChain chain, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > MaxDepth)
        {
            return GuardVerdict.None;
        }

        var (held, neverTaken) = _services.EnclosingLocks.At(chain.Place, chain.Body, cancellationToken);
        var verdicts = new List<GuardVerdict>();
        var outermost = held.OrderBy(guard => guard.Acquire.Syntax.SpanStart).FirstOrDefault();
        foreach (var guard in held)
        {
            if (_locks.Of(guard, outermost!, chain, cancellationToken) is { } verdict)
            {
                verdicts.Add(verdict);
            }
        }

        verdicts.AddRange(neverTaken.Select(guard => GuardVerdict.Flawed(GuardFlaw.NotReleased, guard.Acquire, "is never taken: the task of its lock is not awaited")));
        Add(_tasks.Of(chain, held, cancellationToken));
        Add(_inFlightFlags.Of(chain, cancellationToken));
        if (verdicts.Any(verdict => verdict.Holds))
        {
            return Best(verdicts);
        }

        if (FunctionFlow.FunctionAround(chain.Place) is { } function)
        {
            verdicts.Add(AtUses(chain, function, depth, cancellationToken));
        }

        return Best(verdicts);

        void Add(GuardVerdict? verdict)
        {
            if (verdict is not null)
            {
                verdicts.Add(verdict);
            }
        }
    }

    /// <summary>What guards a delegate where it is handed over: an expression that is a lambda, a method group, or a variable that holds one.</summary>
    public GuardVerdict AtFunction(DelegateChain chain, IOperation function, int depth, CancellationToken cancellationToken)
    {
        var expression = function;
        while (expression.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            expression = expression.Parent;
        }

        switch (expression.Parent)
        {
            case IArgumentOperation { Parent: { } call } argument when depth <= MaxDepth:
                return AtArgument(chain, call, argument, function, depth, cancellationToken);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return GuardVerdict.Worst(UsesOf(declarator.Symbol, chain.Body).Select(use => AtVariable(chain, use, depth, cancellationToken)));
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                return GuardVerdict.Worst(UsesOf(target.Local, chain.Body).Select(use => AtVariable(chain, use, depth, cancellationToken)));
            default:
                return GuardVerdict.None;
        }
    }

    private GuardVerdict AtUses(DelegateChain chain, IOperation function, int depth, CancellationToken cancellationToken)
    {
        if (function is not ILocalFunctionOperation local)
        {
            return AtFunction(chain, function, depth + 1, cancellationToken);
        }

        var uses = chain.Body.Root.DescendantsAndSelf()
            .Where(operation => operation switch
            {
                IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, local.Symbol),
                IMethodReferenceOperation group => SymbolEqualityComparer.Default.Equals(group.Method.OriginalDefinition, local.Symbol),
                _ => false,
            })
            .Where(use => !local.Contains(use))
            .Take(MaxUses);
        return GuardVerdict.Worst(uses.Select(use => use is IInvocationOperation ? At(chain.Outwards(use), depth + 1, cancellationToken) : AtFunction(chain, use, depth + 1, cancellationToken)));
    }

    private GuardVerdict AtVariable(DelegateChain chain, IOperation use, int depth, CancellationToken cancellationToken) =>
        use.Parent is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call && call.Instance == use
            ? At(chain.Outwards(call), depth + 1, cancellationToken)
            : AtFunction(chain, use, depth + 1, cancellationToken);

    private GuardVerdict AtArgument(DelegateChain chain, IOperation call, IArgumentOperation argument, IOperation function, int depth, CancellationToken cancellationToken)
    {
        var outer = chain.Outwards(call);
        if (call is IObjectCreationOperation creation)
        {
            return LazyTasks.IsLazy(creation.Type) ? _lazies.Of(outer, creation, cancellationToken) ?? GuardVerdict.None
                : creation.Constructor is { } constructor && argument.Parameter is { } kept ? _helpers.Of(constructor, kept, LooksAgain(chain, cancellationToken), depth, cancellationToken)
                : GuardVerdict.None;
        }

        if (call is not IInvocationOperation invocation)
        {
            return GuardVerdict.None;
        }

        if (SingleFlights.IsFlight(invocation))
        {
            return _flights.Of(outer, invocation, function, cancellationToken);
        }

        if (_services.IsDeclaredGuard(invocation.TargetMethod, call.Syntax.SyntaxTree))
        {
            return GuardVerdict.Held(call, invocation.TargetMethod.Name);
        }

        if (CacheFactories.Of(outer, invocation) is { } verdict)
        {
            return verdict.Holds ? verdict : UnderGuard(outer, depth, cancellationToken) ?? verdict;
        }

        // A cache of this code base's own, whatever stands behind it.
        if (invocation.TargetMethod.Name.StartsWith("GetOr", StringComparison.Ordinal) && ConstantKeys.MissesToken(invocation, outer))
        {
            return GuardVerdict.Flawed(GuardFlaw.KeyNotFromToken, call, invocation.TargetMethod.Name);
        }

        var verdicts = new List<GuardVerdict>();
        if (argument.Parameter is { } parameter)
        {
            verdicts.Add(OfHelper(outer, invocation, parameter, LooksAgain(chain, cancellationToken), depth, cancellationToken));
        }

        // A helper that only runs the delegate, such as a retry policy: what is held around the helper is held around the delegate.
        if (!verdicts.Any(found => found.Holds))
        {
            verdicts.Add(At(outer, depth + 1, cancellationToken));
        }

        return Best(verdicts);
    }

    // A factory that may run for each caller runs for one under a guard, where the look for its entry is the second look.
    private GuardVerdict? UnderGuard(DelegateChain outer, int depth, CancellationToken cancellationToken)
    {
        var around = At(outer, depth + 1, cancellationToken);
        return around.Holds ? around
            : around is { Found: true, Flaw: GuardFlaw.NoRecheck, Guard: { } guard } ? GuardVerdict.Held(guard, around.Detail)
            : null;
    }

    private GuardVerdict OfHelper(DelegateChain outer, IInvocationOperation call, IParameterSymbol parameter, bool looksAgain, int depth, CancellationToken cancellationToken)
    {
        var ordinal = call.TargetMethod is { ReducedFrom: { } extension } ? extension.Parameters[parameter.Ordinal + 1] : parameter.OriginalDefinition;
        var verdict = _helpers.Of(call.TargetMethod, ordinal, looksAgain, depth, cancellationToken);
        if (!verdict.Found || verdict.Flaw == GuardFlaw.NotReleased)
        {
            return verdict;
        }

        if (call.Instance is { } receiver && IsOnInstance(verdict.Guard) && _services.GuardLifetime.Of(receiver, outer.Body, outer.Query, cancellationToken) is { } type)
        {
            return GuardVerdict.Flawed(GuardFlaw.TooNarrow, call, type);
        }

        // What the lambda captures was read before the helper took its guard.
        var inside = outer with { Places = outer.Places.RemoveAt(outer.Places.Length - 1) };
        var isShared = verdict.Guard is IInvocationOperation { TargetMethod.Name: "GetOrAdd" };
        if (verdict.Holds || verdict.Flaw == GuardFlaw.NoRecheck)
        {
            var segments = GuardedSegment.Chain(outer.Body, inside.Places, null, outer.Query.Callee);
            if (!segments.IsEmpty && StaleTokens.Find(outer, segments, cancellationToken) is { } token && !(isShared && IsKey(token, call)) && !StaleTokens.IsCompared(token, _services.Rechecks.Along(segments, cancellationToken), outer.Body))
            {
                return GuardVerdict.Flawed(GuardFlaw.TokenReadBeforeGuard, call, token.Name);
            }
        }

        // What the helper keeps for all runs on what the first lambda captured.
        if (verdict.Holds && isShared && inside.CallerToken() is { } cancellation)
        {
            return GuardVerdict.Flawed(GuardFlaw.CallerCancellation, call, cancellation.Syntax.ToString());
        }

        return verdict.Holds ? GuardVerdict.Held(call, call.TargetMethod.Name) : verdict;
    }

    private bool LooksAgain(DelegateChain chain, CancellationToken cancellationToken)
    {
        if (chain.Query.LooksDeeper)
        {
            return true;
        }

        var segments = GuardedSegment.Chain(chain.Body, chain.Places, null, chain.Query.Callee);
        return _services.Rechecks.Along(segments, cancellationToken) is { Found: true, ForcedBy: null };
    }

    // Work that is kept by the very token: who brings another token waits for other work.
    private static bool IsKey(ILocalSymbol token, IInvocationOperation call) => call.Arguments.Any(argument =>
        argument.Value.Unwrap() is not IDelegateCreationOperation
        && argument.Value.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, token)));

    // A helper whose lock is static is as wide as can be, whoever owns the helper.
    private static bool IsOnInstance(IOperation? guard) => guard switch
    {
        ILockOperation statement => StateMembers.SymbolOf(statement.LockedValue) is { IsStatic: false },
        IInvocationOperation call => StateMembers.SymbolOf(call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false },
        _ => false,
    };

    private static IEnumerable<IOperation> UsesOf(ILocalSymbol variable, MemberBody body) =>
        body.Root.DescendantsAndSelf()
            .Where(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, variable) && reference.Parent is not IAssignmentOperation { Target: ILocalReferenceOperation })
            .Take(MaxUses);

    /// <summary>The verdict that speaks for a call with several guards around it: one without a flaw, else the most telling flaw.</summary>
    private static GuardVerdict Best(List<GuardVerdict> verdicts) =>
        verdicts.Where(verdict => verdict.Found).OrderBy(verdict => verdict.Flaw).FirstOrDefault() ?? GuardVerdict.None;
}
