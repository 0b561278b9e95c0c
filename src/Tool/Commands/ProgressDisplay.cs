using Spectre.Console;

namespace RefreshRace.Tool.Commands;

/// <summary>Shows progress on standard error: a line that changes on a terminal, lines with <c>--verbose</c>, else nothing.</summary>
internal static class ProgressDisplay
{
    public static async Task<T> RunAsync<T>(bool verbose, Func<IProgressReport, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (verbose || !console.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
        {
            return await work(new Lines(verbose));
        }

        return await console.Status().StartAsync("Starting", status => work(new Live(status)));
    }

    private sealed class Live(StatusContext status) : IProgressReport
    {
        public void Step(string phase, string item) => status.Status($"{phase} [grey]{Markup.Escape(item)}[/]");
    }

    private sealed class Lines(bool verbose) : IProgressReport
    {
        public void Step(string phase, string item)
        {
            if (verbose)
            {
                Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {phase} {item}");
            }
        }
    }
}
