#if REFRESHRACE_SCHEDULES
namespace RefreshRace;

/// <summary>
/// The places where another thread may come between. Compiled in by the schedule tests only, which link these sources and
/// decide at each place who runs next. No place lies inside a lock.
/// </summary>
internal static class SchedulePoint
{
    /// <summary>On the thread that completes a task, so that the search decides what happens in between, and not the thread pool.</summary>
    internal const TaskCreationOptions Continuations = TaskCreationOptions.None;

    internal static Action<string>? OnHit { get; set; }

    internal static Action<Task>? OnBlock { get; set; }

    internal static void Hit(string place) => OnHit?.Invoke(place);

    internal static void BlockUntil(Task task) => OnBlock?.Invoke(task);
}
#else
using System.Diagnostics;

namespace RefreshRace;

/// <summary>The places where another thread may come between. Calls vanish from the shipped library.</summary>
internal static class SchedulePoint
{
    /// <summary>Whoever resumes runs code of the application, which must hold up neither the flight's end nor the others.</summary>
    internal const TaskCreationOptions Continuations = TaskCreationOptions.RunContinuationsAsynchronously;

    [Conditional("REFRESHRACE_SCHEDULES")]
    internal static void Hit(string place) => _ = place;

    [Conditional("REFRESHRACE_SCHEDULES")]
    internal static void BlockUntil(Task task) => _ = task;
}
#endif
