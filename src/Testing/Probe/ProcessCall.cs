using System.Diagnostics;
using System.Globalization;

namespace RefreshRace.Testing;

/// <summary>A process as a caller of the race: it succeeds with exit code 0.</summary>
internal static class ProcessCall
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs the process to its end. Cancelling ends it, with the processes that it started where the framework can.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task<CallResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        _ = start ?? throw new InvalidOperationException("There is no ProcessStartInfo for this caller.");
        start.UseShellExecute = false;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;

        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lastLine = "";
        process.Exited += (_, _) => ended.TrySetResult(true);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                closed.TrySetResult(true);
            else if (line.Data.Trim() is { Length: > 0 } text && !text.StartsWith("at ", StringComparison.Ordinal))
                lastLine = text;
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Waits.ForAsync(ended.Task, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw;
        }

        // What it wrote last may still be on its way. Whatever it has started keeps the stream open, so this does not wait for ever.
        await Task.WhenAny(closed.Task, Task.Delay(s_patience, CancellationToken.None)).ConfigureAwait(false);
        return process.ExitCode == 0
            ? new CallResult(null, typeof(object))
            : new CallResult(new ProcessFailure(process.ExitCode.ToString(CultureInfo.InvariantCulture), lastLine), typeof(ProcessFailure));
    }

    private static void Kill(Process process)
    {
        try
        {
#if NET
            process.Kill(entireProcessTree: true);
#else
            process.Kill();
#endif
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }
}
