#if REFRESHRACE_SCHEDULES
namespace RefreshRace;

/// <summary>
/// The places where another thread may come between. Compiled in by the schedule tests only, which link these sources and
/// decide at each place who runs next. No place lies inside a lock.
/// </summary>
internal static class SchedulePoint
{
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
    [Conditional("REFRESHRACE_SCHEDULES")]
    internal static void Hit(string place) => _ = place;

    [Conditional("REFRESHRACE_SCHEDULES")]
    internal static void BlockUntil(Task task) => _ = task;
}
#endif
