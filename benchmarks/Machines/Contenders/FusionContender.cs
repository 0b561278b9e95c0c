using ZiggyCreatures.Caching.Fusion;

namespace RefreshRace.Machines;

/// <summary>FusionCache with its distributed locker: the factory reads the store again, because another process may have been
/// first.</summary>
internal sealed class FusionContender(IFusionCache cache, ITokenTable table, Exchange exchange, string run) : IContender
{
    public async Task<Tokens> RefreshAsync(int number) => await cache.GetOrSetAsync<Tokens>(
        $"{run}-{number}",
        async (_, token) =>
        {
            if (await table.FindAsync(number) is { } known)
                return known;
            var tokens = await exchange.RedeemAsync(number, token);
            await table.SaveAsync(tokens);
            return tokens;
        },
        new FusionCacheEntryOptions { Duration = TimeSpan.FromSeconds(10) });
}
