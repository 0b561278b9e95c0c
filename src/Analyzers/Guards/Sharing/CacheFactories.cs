using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Library methods that run a factory for a missing entry: some run one factory for all who ask, some one for each.</summary>
internal static class CacheFactories
{
    public static GuardVerdict? Of(DelegateChain chain, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType?.Name ?? "";
        var receiver = (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.Type;
        var isSafe = (type, method.Name) switch
        {
            ("ConcurrentDictionary", "GetOrAdd" or "AddOrUpdate") => false,
            ("CacheExtensions", "GetOrCreate" or "GetOrCreateAsync") => false,
            ("HybridCache", "GetOrCreateAsync") => true,
            ("LazyInitializer", "EnsureInitialized") => true,
            (_, "GetOrSet" or "GetOrSetAsync") when Is(receiver, "IFusionCache") => true,
            (_, "GetOrAdd" or "GetOrAddAsync") when Is(receiver, "IAppCache") => true,
            (_, "GetOrCreateAsync") when Is(receiver, "HybridCache") => true,
            _ => (bool?)null,
        };
        if (isSafe is null)
        {
            return null;
        }

        return ConstantKeys.MissesToken(call, chain) ? GuardVerdict.Flawed(GuardFlaw.KeyNotFromToken, call, method.Name)
            : !isSafe.Value ? GuardVerdict.Flawed(GuardFlaw.NotAtomic, call, $"'{method.Name}' may run its factory once for each of them")
            : ConstantKeys.IsWrong(call, chain) ? GuardVerdict.Flawed(GuardFlaw.KeyNotFromToken, call, method.Name)
            : GuardVerdict.Held(call, method.Name);
    }

    private static bool Is(ITypeSymbol? type, string name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == name)
            {
                return true;
            }
        }

        return type?.AllInterfaces.Any(contract => contract.Name == name) ?? false;
    }
}
