using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Whether a compilation is a console program in which one thing happens after another: it has an entry point and starts no host, server or user interface.</summary>
internal static class ConsolePrograms
{
    // What a program writes that serves many callers at once, or hands its thread to a message loop. One of these anywhere, and the program is no plain console tool.
    private static readonly string[] HostWords =
    [
        "WebApplication.", "WebHost", "Host.Create", "HostBuilder", "HostApplicationBuilder", "UseStartup", "AppBuilder", "Application.Run", "UIApplication", "MauiApp",
        "BackgroundService", "IHostedService", "MapGet(", "MapControllers", "ConfigureFunctions", "TcpListener", "DelegatingHandler", "Parallel.", "Task.WhenAll",
    ];

    // How a library says that it is the commands of a command-line program, whose Main stands in another project.
    private static readonly string[] CommandWords = ["new RootCommand(", "new CommandLineBuilder(", "new CommandApp(", "new CommandApp<"];

    public static bool IsOne(AnalysisScope scope, CancellationToken cancellationToken)
    {
        var compilation = scope.Compilation;
        if (compilation.Options.OutputKind is OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication)
        {
            return false;
        }

        // A user-interface toolkit generates its Main into the application's class.
        var entry = EntryPoint(compilation, cancellationToken);
        if (entry?.ContainingType.BaseType is { SpecialType: not SpecialType.System_Object })
        {
            return false;
        }

        var commands = entry is not null;
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = scope.Texts.Of(tree, cancellationToken);
            if (Has(text, HostWords) || (Has(text, ["HttpListener"]) && !IsLoopbackSignIn(text)))
            {
                return false;
            }

            commands |= Has(text, CommandWords);
        }

        return commands;
    }

    // A program that opens a port to be told its authorization code is no server.
    private static bool IsLoopbackSignIn(string text) => text.IndexOf("redirect", StringComparison.OrdinalIgnoreCase) >= 0 && text.IndexOf("code", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Has(string text, string[] words) => words.Any(word => text.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>The entry point, also of a program that is compiled as a library for some host.</summary>
    private static IMethodSymbol? EntryPoint(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.GetEntryPoint(cancellationToken)
        ?? compilation.GetSymbolsWithName("Main", SymbolFilter.Member, cancellationToken).OfType<IMethodSymbol>().FirstOrDefault(method => method.IsStatic && method.Parameters.Length <= 1);
}
