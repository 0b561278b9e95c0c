namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>A test that needs a program which the SDK does not bring. Without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsProgramFactAttribute : FactAttribute
{
    public NeedsProgramFactAttribute(string program)
    {
        if (PathOf(program) is null)
        {
            Skip = $"{program} is not installed.";
        }
    }

    /// <summary>The full path of a program; null where there is none of that name.</summary>
    public static string? PathOf(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
