using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// Calls that take a lock and give back an object whose disposal releases it: <c>using (await mutex.LockAsync())</c>. A method of this compilation is
/// looked into; of one without a visible body its name and its type's name say what it does.
/// </summary>
internal sealed class Releasers(GuardServices services)
{
    // A lock that wraps a lock that wraps a semaphore: nobody nests deeper.
    private const int MaxDepth = 3;

    private static readonly string[] LockWords = ["lock", "mutex", "semaphore", "synchron", "critical", "exclusive", "permit", "guard"];

    private static readonly string[] TakingWords = ["lock", "acquire", "enter", "wait", "take", "mutex", "synchron"];

    // One table per depth: what was not found near the bound may be found from further away.
    private readonly ConcurrentDictionary<IMethodSymbol, bool>[] _takesLock =
        Enumerable.Range(0, MaxDepth + 1).Select(_ => new ConcurrentDictionary<IMethodSymbol, bool>(SymbolEqualityComparer.Default)).ToArray();

    /// <summary>The lock that an expression of a <c>using</c> takes; <c>IsTaken</c> is false where its task is disposed of instead of awaited.</summary>
    public (HeldGuard Guard, bool IsTaken)? Of(IOperation? resource, MemberBody body, CancellationToken cancellationToken)
    {
        if (resource is null || CallOf(resource) is not { } call || !IsReleaser(call, 0, cancellationToken))
        {
            return null;
        }

        var target = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        if (target is not null && (services.IsMadeHere(target, body, cancellationToken) || services.IsThrottle(target, body, cancellationToken)))
        {
            return null;
        }

        var name = target is null ? call.TargetMethod.Name : LockSteps.KeyOf(target);
        var waits = call.TargetMethod.Name.IndexOf("Try", StringComparison.Ordinal) < 0 || call.Arguments.Any(argument => argument.Value.Type?.Name == "TimeSpan" && argument.ArgumentKind == ArgumentKind.Explicit);
        return (new HeldGuard(call, target, name, waits, IsThreadAffine: false, Step: null), !IsUnawaitedTask(resource));
    }

    /// <summary>Whether a call returns, now or when awaited, an object that releases a lock.</summary>
    public bool IsReleaser(IInvocationOperation call, int depth, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (!GivesDisposable(method.ReturnType) || method.Name.IndexOf("Read", StringComparison.Ordinal) >= 0 && method.Name.IndexOf("Upgrad", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return false;
        }

        if (services.IsDeclaredGuard(method, call.Syntax.SyntaxTree))
        {
            return true;
        }

        return TakesLock((method.ReducedFrom ?? method).OriginalDefinition, depth, cancellationToken);
    }

    private bool TakesLock(IMethodSymbol method, int depth, CancellationToken cancellationToken)
    {
        var table = _takesLock[Math.Min(depth, MaxDepth)];
        if (table.TryGetValue(method, out var known))
        {
            return known;
        }

        var body = services.Scope.Bodies.Of(method, cancellationToken);
        var answer = body is null || GuardServices.OnlyThrows(body) ? IsNamedForLock(method) : depth < MaxDepth && TakesLockInside(body, depth, cancellationToken);
        return table.GetOrAdd(method, answer);
    }

    private bool TakesLockInside(MemberBody body, int depth, CancellationToken cancellationToken)
    {
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation call
                && (LockSteps.Of(call) is { Kind: LockStepKind.Acquire } || IsReleaser(call, depth + 1, cancellationToken) || HandsOnToLock(call, depth, cancellationToken)))
            {
                return true;
            }
        }

        return false;
    }

    // A releasing object is often made of the task that waits: return new Releaser(WaitAsync()) or a call of a private helper.
    private bool HandsOnToLock(IInvocationOperation call, int depth, CancellationToken cancellationToken) =>
        depth + 1 < MaxDepth
        && ContainsWord(call.TargetMethod.Name, TakingWords)
        && services.Scope.Bodies.Of(call.TargetMethod, cancellationToken) is { } inner
        && inner.Root.DescendantsAndSelf().OfType<IInvocationOperation>().Any(step => LockSteps.Of(step) is { Kind: LockStepKind.Acquire });

    private static bool IsNamedForLock(IMethodSymbol method)
    {
        var type = method.ContainingType?.Name ?? "";
        var receiver = method.IsExtensionMethod && method.Parameters.Length > 0 ? method.Parameters[0].Type.Name : type;
        return !ContainsWord(type, ["ratelimit", "activity", "tracing", "logger"])
            && ContainsWord(method.Name, TakingWords)
            && (ContainsWord(method.Name, LockWords) || ContainsWord(type, LockWords) || ContainsWord(receiver, LockWords));
    }

    private static bool ContainsWord(string name, string[] words) => words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool GivesDisposable(ITypeSymbol type)
    {
        var result = type is INamedTypeSymbol { Name: "Task" or "ValueTask" or "AwaitableDisposable", TypeArguments: { Length: 1 } arguments } ? arguments[0] : type;
        if (TaskUses.IsTask(result))
        {
            return false;
        }

        return IsDisposable(result) || AwaitedType(result) is { } awaited && IsDisposable(awaited);
    }

    private static bool IsDisposable(ITypeSymbol type) =>
        type.Name is "IDisposable" or "IAsyncDisposable"
        || type.AllInterfaces.Any(contract => contract.Name is "IDisposable" or "IAsyncDisposable")
        || type.IsRefLikeType && type.GetMembers("Dispose").Length > 0;

    /// <summary>What <c>await</c> gives for a hand-made awaitable, by its pattern.</summary>
    private static ITypeSymbol? AwaitedType(ITypeSymbol type) =>
        type.GetMembers("GetAwaiter").OfType<IMethodSymbol>().FirstOrDefault()?.ReturnType.GetMembers("GetResult").OfType<IMethodSymbol>().FirstOrDefault()?.ReturnType;

    private static bool IsUnawaitedTask(IOperation resource)
    {
        for (var at = resource; ;)
        {
            switch (at)
            {
                case IAwaitOperation:
                    return false;
                case IConversionOperation conversion:
                    at = conversion.Operand;
                    break;
                default:
                    return TaskUses.IsTask(at.Type) || at.Type?.Name == "AwaitableDisposable";
            }
        }
    }

    private static IInvocationOperation? CallOf(IOperation resource)
    {
        var at = resource.Unwrap();
        while (at is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } instance })
        {
            at = instance.Unwrap();
        }

        return at switch
        {
            IInvocationOperation call => call,
            ICoalesceOperation coalesce => CallOf(coalesce.Value),
            IConditionalAccessOperation access => CallOf(access.WhenNotNull),
            _ => null,
        };
    }
}
