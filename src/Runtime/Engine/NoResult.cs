namespace RefreshRace;

/// <summary>The result of a flight that has none.</summary>
internal readonly struct NoResult
{
    internal static async Task<NoResult> After(Task task)
    {
        await (task ?? throw Errors.NullTask()).ConfigureAwait(false);
        return default;
    }

    internal static NoResult After(Action action)
    {
        action();
        return default;
    }
}
