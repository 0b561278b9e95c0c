using Spectre.Console.Cli;
using RefreshRace.Tool;
using RefreshRace.Tool.Commands;

var app = new CommandApp();
app.Configure(config =>
{
    config.SetApplicationName("refreshrace");
    config.SetApplicationVersion(ToolVersion.Text);
    config.Settings.StrictParsing = true;
    config.SetExceptionHandler((error, _) => Failure.Report(error));
    config.AddCommand<ExplainCommand>("explain").WithDescription("Says everything that is known about the finding at a line.");
    config.AddCommand<FixCommand>("fix").WithDescription("Applies the fixes of the package over a whole solution.");
    config.AddCommand<ScanCommand>("scan").WithDescription("Finds refreshes that race with themselves in a whole repository.");
});

// The first Ctrl-C ends the work in hand, so that no file is left half written; the second ends the process.
using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !stopping.IsCancellationRequested;
    stopping.Cancel();
};
return await app.RunAsync(args, stopping.Token);
