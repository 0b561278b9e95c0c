namespace RefreshRace;

/// <summary>The result of a flight that has none.</summary>
internal readonly struct Nothing
{
    internal static async Task<Nothing> After(Task task)
    {
        await (task ?? throw Errors.NullTask()).ConfigureAwait(false);
        return default;
    }

    internal static Nothing After(Action action)
    {
        action();
        return default;
    }
}
