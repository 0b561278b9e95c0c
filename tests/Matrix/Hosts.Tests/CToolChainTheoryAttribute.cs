namespace RefreshRace.Hosts.Tests;

/// <summary>A test that links a native program. Without a C compiler, which the SDK does not bring, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CToolChainTheoryAttribute : TheoryAttribute
{
    private static readonly string[] s_compilers = ["clang", "gcc"];

    public CToolChainTheoryAttribute()
    {
        // On Windows and macOS the compiler is found in places of its own, and by the build.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (OperatingSystem.IsLinux() && !folders.Any(folder => s_compilers.Any(compiler => File.Exists(Path.Combine(folder, compiler)))))
        {
            Skip = "Compiling ahead of time needs clang or gcc.";
        }
    }
}
