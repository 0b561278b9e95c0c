using Medallion.Threading;

namespace RefreshRace.Machines;

/// <summary>DistributedLock, used as it has to be: the store is read again under the lock.</summary>
internal sealed class LockContender(IDistributedLockProvider locks, ITokenTable table, Exchange exchange, string run) : IContender
{
    public async Task<Tokens> RefreshAsync(int number)
    {
        await using (await locks.AcquireLockAsync($"{run}-{number}"))
        {
            if (await table.FindAsync(number) is { } known)
                return known;
            var tokens = await exchange.RedeemAsync(number);
            await table.SaveAsync(tokens);
            return tokens;
        }
    }
}
