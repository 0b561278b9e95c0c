using RefreshRace.RealWorld;
using RefreshRace.RealWorld.Findings;
using RefreshRace.RealWorld.Fixing;
using RefreshRace.RealWorld.Invariance;

if (args.Contains("--help"))
{
    Console.Out.WriteLine(Arguments.Usage);
    return 0;
}

try
{
    var arguments = Arguments.Parse(args);
    return arguments.Command switch
    {
        "fixes" => await FixCommand.RunAsync(arguments),
        "options" => await OptionsCommand.RunAsync(arguments),
        "invariance" => await InvarianceCommand.RunAsync(arguments),
        _ => await FindingsCommand.RunAsync(arguments),
    };
}
catch (Exception error) when (error is UsageException or FormatException or OverflowException or ArgumentException)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(Arguments.Usage);
    return 1;
}
