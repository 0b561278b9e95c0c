using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RefreshRace.Runtime.Tests;

/// <summary>A host that loads plugins to unload them again must be able to: what a flight leaves behind must not keep their code.</summary>
[Collection(NotBesideListeners.Name)]
public class UnloadingTests
{
    private readonly Meter _ofHost = new("host");

    [Fact]
    public void A_context_that_used_every_public_type_is_unloaded() => Assert.True(IsUnloaded(UseInContext()));

    [Fact]
    public void Also_while_the_host_listens()
    {
        var instruments = new List<Instrument>();
        using var measures = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            },
        };
        measures.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        measures.Start();
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(spans);
        using var events = new Events();
        var context = UseInContext();
        Assert.Contains(instruments, i => i.Meter.Name == "RefreshRace");
        Assert.True(IsUnloaded(context));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseInContext()
    {
        var context = new PluginContext();
        var plugin = context.LoadFromAssemblyPath(typeof(Plugin).Assembly.Location).GetType(typeof(Plugin).FullName!, throwOnError: true)!;
        var use = plugin.GetMethod(nameof(Plugin.UseEverything), BindingFlags.Public | BindingFlags.Static)!;
        Assert.Equal(24, use.Invoke(null, [_ofHost]));
        Assert.Contains(context.Assemblies, a => a.GetName().Name == "RefreshRace");
        context.Unload();
        return new WeakReference(context);
    }

    /// <summary>
    /// The last objects go some collections later: threads of the pool still hold what they did last, and finalizers run in between.
    /// </summary>
    private static bool IsUnloaded(WeakReference context)
    {
        for (var i = 0; i < 500 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(i / 10);
        }

        return !context.IsAlive;
    }

    private sealed class Events : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "RefreshRace")
                EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    private sealed class PluginContext() : AssemblyLoadContext("plugin", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "RefreshRace" ? LoadFromAssemblyPath(typeof(SessionFlight).Assembly.Location) : null;
    }
}
