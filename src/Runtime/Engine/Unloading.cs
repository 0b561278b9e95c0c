#if NET
using System.Runtime.Loader;

namespace RefreshRace;

/// <summary>
/// Lets go of everything when the library's <see cref="AssemblyLoadContext"/> is unloaded. A timer that is set, a meter and an activity
/// source are roots: each of them would keep the code of the context for as long as it lives. Does nothing in a process that loads the
/// library for good.
/// </summary>
internal static class Unloading
{
    private static readonly List<WeakReference<IUnloadable>> s_tables = [];
    private static readonly bool s_isPossible = Subscribe();

    /// <summary>Tells a table when the context is unloaded, if it can be.</summary>
    internal static void Tell(IUnloadable table)
    {
        if (!s_isPossible)
            return;
        lock (s_tables)
        {
            s_tables.RemoveAll(static known => !known.TryGetTarget(out _));
            s_tables.Add(new WeakReference<IUnloadable>(table));
        }
    }

    private static bool Subscribe()
    {
        if (AssemblyLoadContext.GetLoadContext(typeof(Unloading).Assembly) is not { IsCollectible: true } context)
            return false;
        context.Unloading += static _ => Unload();
        return true;
    }

    private static void Unload()
    {
        WeakReference<IUnloadable>[] tables;
        lock (s_tables)
            tables = [.. s_tables];
        foreach (var known in tables)
        {
            if (known.TryGetTarget(out var table))
                table.Unload();
        }

        try
        {
            Instrumentation.Dispose();
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(null, "A listener of the meter", exception);
        }
    }
}
#endif
