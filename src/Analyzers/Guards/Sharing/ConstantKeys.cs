using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Guards;

/// <summary>RR0009: a shared result under a constant key, of a refresh that is made for one of many users. Only what is certain.</summary>
internal static class ConstantKeys
{
    private static readonly string[] UserWords = ["user", "session", "account", "tenant", "principal", "subject", "owner", "customer"];

    /// <summary>Whether the key of a keyed call is a constant although the refresh under it is for a user.</summary>
    public static bool IsWrong(IInvocationOperation keyed, DelegateChain chain) => (KeyOf(keyed) is { ConstantValue.HasValue: true } && IsForOneUser(chain)) || MissesToken(keyed, chain);

    /// <summary>Whether the key is made of other parameters than the one that brings the token: two callers with a token each get one result.</summary>
    public static bool MissesToken(IInvocationOperation keyed, DelegateChain chain)
    {
        if (KeyOf(keyed) is not { Type.SpecialType: SpecialType.System_String or SpecialType.System_Object } key || chain.Query.Tokens.IsDefaultOrEmpty)
        {
            return false;
        }

        var tokens = ValueSources.Of(chain.Query.Tokens, chain.Body);
        var carriers = tokens.Parameters.Where(parameter => Vocabulary.NamesRefreshToken(parameter.Name) || Vocabulary.HoldsRefreshToken(parameter.Type)).ToList();
        var parts = ValueSources.Of([key], chain.Body);
        return carriers.Count > 0 && tokens.Reads.IsEmpty && !parts.Parameters.Any(part => carriers.Contains(part, SymbolEqualityComparer.Default) || IsUser(part.Name))
            && parts.Reads.All(read => read is IInvocationOperation { TargetMethod: var maker } && (maker.IsStatic || SymbolEqualityComparer.Default.Equals(maker.ContainingType, chain.Body.Member.ContainingType)));
    }

    /// <summary>Whether the refresh uses a parameter that names a user or session, or the current request.</summary>
    public static bool IsForOneUser(DelegateChain chain)
    {
        var arguments = chain.Places[0] is IInvocationOperation call ? call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit).Select(argument => argument.Value) : [];
        var sources = ValueSources.Of(arguments.Concat(chain.Query.Tokens), chain.Body);
        return sources.Parameters.Any(parameter => IsUser(parameter.Name) || parameter.Type.Name is "HttpContext" or "ClaimsPrincipal")
            || sources.Reads.Any(read => read.DescendantsAndSelf().Any(operation => operation.Type?.Name is "HttpContext" or "IHttpContextAccessor" or "ISession" or "ClaimsPrincipal"));
    }

    private static bool IsUser(string name) => UserWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static IOperation? KeyOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "key" or "name")?.Value;
}
