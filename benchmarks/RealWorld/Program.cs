using RefreshRace.RealWorld;
using RefreshRace.RealWorld.Findings;
using RefreshRace.RealWorld.Fixing;

if (args.Contains("--help"))
{
    Console.Out.WriteLine(Arguments.Usage);
    return 0;
}

try
{
    var arguments = Arguments.Parse(args);
    return arguments.Command == "fixes" ? await FixCommand.RunAsync(arguments) : await FindingsCommand.RunAsync(arguments);
}
catch (Exception error) when (error is UsageException or FormatException or OverflowException or ArgumentException)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(Arguments.Usage);
    return 1;
}
