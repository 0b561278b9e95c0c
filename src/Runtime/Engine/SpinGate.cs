using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// A lock that is one word inside the shard, so that it lies in the cache line that its holder is about to write, and half the atomic
/// operations of <c>System.Threading.Lock</c>. Nobody waits while holding it, so a waiter spins, and sleeps when the holder has lost its
/// processor. Not reentrant: the one code of an application that runs under it is a comparer, which says so.
/// </summary>
internal static class SpinGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Enter(ref int held)
    {
        if (Interlocked.CompareExchange(ref held, 1, 0) != 0)
            EnterContended(ref held);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Exit(ref int held) => Volatile.Write(ref held, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterContended(ref int held)
    {
        var spinner = default(SpinWait);
        do
        {
            // Reading leaves the line where it is; only a lock that looks free is worth an atomic operation.
            while (Volatile.Read(ref held) != 0)
                spinner.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref held, 1, 0) != 0);
    }
}
