namespace Fleet;

/// <summary>What one process of the application is started with.</summary>
/// <param name="Kind">racy, fixed, or the engine that its flights are shared on: garnet, redis, postgres.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Provider">The identity provider.</param>
/// <param name="Database">The sessions.</param>
/// <param name="Engine">The connection string of the engine, or "none".</param>
public sealed record AppOptions(string Kind, int Port, Uri Provider, Uri Database, string Engine)
{
    public static AppOptions Parse(string[] arguments) =>
        new(arguments[0], int.Parse(arguments[1]), new(arguments[2]), new(arguments[3]), arguments[4]);

    public string[] ToArguments() => [Kind, Port.ToString(), Provider.ToString(), Database.ToString(), Engine];
}
