namespace RefreshRace;

/// <summary>
/// Keeps what surrounds a caller (ambient values, synchronization context, task scheduler) away from code that runs on its thread.
/// </summary>
internal static class Ambient
{
    /// <summary>Runs code here without the ambient values of the caller.</summary>
    internal static void Without(Action code) => ExecutionContext.Run(Empty.Context.CreateCopy(), static state => ((Action)state!)(), code);

    /// <summary>Runs code here with neither a synchronization context nor a task scheduler that would want its continuations.</summary>
    internal static void WithoutScheduler(Action code)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var task = new Task(code);
            task.RunSynchronously(TaskScheduler.Default);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Makes something that would keep the execution context it is made in.</summary>
    internal static T Unflowed<T>(Func<T> make)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return make();
        using (ExecutionContext.SuppressFlow())
            return make();
    }

    /// <summary>The execution context of a thread that got nothing from anybody; there is no other way to it.</summary>
    private static class Empty
    {
        internal static readonly ExecutionContext Context = Capture();

        private static ExecutionContext Capture()
        {
            ExecutionContext? context = null;
            var thread = new Thread(() => context = ExecutionContext.Capture()) { IsBackground = true };
            _ = Unflowed(() =>
            {
                thread.Start();
                return thread;
            });
            thread.Join();
            return context!;
        }
    }
}
