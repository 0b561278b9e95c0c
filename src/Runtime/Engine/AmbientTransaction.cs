using System.Runtime.CompilerServices;
using System.Transactions;

namespace RefreshRace;

/// <summary>
/// Keeps the ambient transaction of a leader away from its flight. The exchange cannot be rolled back, so neither may what stores its
/// result: the joiners go on with the token when the leader's transaction has long failed.
/// </summary>
internal static class AmbientTransaction
{
    /// <summary>
    /// Whether there may be an ambient transaction. To ask for it costs half of a whole flight, and a process that has not loaded
    /// System.Transactions has none.
    /// </summary>
    private static volatile bool s_mayExist = Watch();

    /// <summary>Begins a part of the code without an ambient transaction. Null where there was none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TransactionScope? Suppress() => s_mayExist ? SuppressIfAny() : null;

    /// <summary>
    /// Ends such a part of the code on the thread on which it began; what goes on asynchronously has no transaction either.
    /// </summary>
    internal static void Restore(TransactionScope? suppressed, string? name)
    {
        if (suppressed is null)
            return;
        try
        {
            suppressed.Dispose();
        }
        catch (InvalidOperationException exception)
        {
            // The delegate has left a scope of its own open. What it has achieved must not be lost by that.
            FlightEvents.Swallowed(name, "A transaction scope of the delegate", exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TransactionScope? SuppressIfAny()
    {
        try
        {
            if (Transaction.Current is null)
                return null;
        }
        catch (InvalidOperationException)
        {
            // The scope around is complete and not yet disposed of: nothing could be done in it any more.
        }

        try
        {
            return new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        }
        catch (Exception exception)
        {
            // The flight is in the table already: an exception here would leave its callers without an end.
            FlightEvents.Swallowed(null, "The ambient transaction", exception);
            return null;
        }
    }

    private static bool Watch()
    {
#if NET
        // Compiled ahead of time nothing is loaded later; and a subscription would keep an assembly that can be unloaded.
        if (!RuntimeFeature.IsDynamicCodeSupported || typeof(AmbientTransaction).Assembly.IsCollectible)
            return true;
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) =>
        {
            if (IsTransactions(loaded.LoadedAssembly))
                s_mayExist = true;
        };
        return Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), IsTransactions);
    }

    private static bool IsTransactions(System.Reflection.Assembly assembly) => assembly.GetName().Name == "System.Transactions.Local";
#else
        return true;
    }
#endif
}
