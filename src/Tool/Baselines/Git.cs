using System.Diagnostics;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Baselines;

/// <summary>Asks the <c>git</c> of this machine. Changes nothing.</summary>
internal sealed class Git(string folder)
{
    /// <summary>What git says about the folder; null where it is in no repository, or git is not installed.</summary>
    public async Task<RepositoryFacts?> FactsAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync(["rev-parse", "--show-toplevel"], cancellationToken) is not { } root)
        {
            return null;
        }

        var branch = await TryAsync(["symbolic-ref", "--short", "-q", "HEAD"], cancellationToken);
        var commit = await TryAsync(["rev-parse", "--verify", "-q", "HEAD"], cancellationToken);
        var url = await TryAsync(["config", "--get", "remote.origin.url"], cancellationToken);
        return new RepositoryFacts(Path.GetFullPath(root), commit, branch, Clean(url));
    }

    /// <summary>Whether a revision names a commit.</summary>
    public async Task<bool> KnowsAsync(string revision, CancellationToken cancellationToken) =>
        await TryAsync(["rev-parse", "--verify", "-q", "--end-of-options", revision + "^{commit}"], cancellationToken) is not null;

    /// <summary>The lines that a command prints.</summary>
    /// <exception cref="UsageException">git failed, or is not installed.</exception>
    public async Task<string[]> LinesAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (code, output, error) = await RunAsync(arguments, cancellationToken);
        return code == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new UsageException($"git {arguments[0]} failed: {error.Trim()}");
    }

    /// <summary>What a command prints, whole.</summary>
    /// <exception cref="UsageException">git failed, or is not installed.</exception>
    public async Task<string> TextAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (code, output, error) = await RunAsync(arguments, cancellationToken);
        return code == 0 ? output : throw new UsageException($"git {arguments[0]} failed: {error.Trim()}");
    }

    private async Task<string?> TryAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (code, output, _) = await RunAsync(arguments, cancellationToken);
        return code == 0 && output.Trim() is { Length: > 0 } text ? text : null;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "-c", "core.quotepath=off", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "git is not installed");
        }
    }

    // An address as a browser opens it, without the name and password that it may hold.
    private static string? Clean(string? url)
    {
        if (url is null)
        {
            return null;
        }

        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        {
            return new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString();
        }

        var ssh = url.StartsWith("git@", StringComparison.Ordinal) && url.Contains(':', StringComparison.Ordinal);
        return ssh ? "https://" + url["git@".Length..].Replace(':', '/') : null;
    }
}
