using Spectre.Console.Cli;

namespace RefreshRace.Tool;

/// <summary>Tells the user what went wrong: on standard error, in a line where that is enough.</summary>
internal static class Failure
{
    public static int Report(Exception error)
    {
        var text = error switch
        {
            UsageException or CommandAppException => error.Message,
            OperationCanceledException => "cancelled; nothing was written",
            _ => error.ToString(),
        };
        Console.Error.WriteLine($"refreshrace: {text}");
        return ExitCodes.Incomplete;
    }
}
