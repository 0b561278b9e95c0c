using System.Reflection;
using System.Runtime.Versioning;

ThreadPool.GetMaxThreads(out var workers, out _);
var built = typeof(RefreshRace.SessionFlight).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName;
return TestProgram.Run($"The library for {built} on .NET {Environment.Version} with a pool of {workers}");
