namespace RefreshRace.Extensions;

internal static class Argument
{
    public static void NotNull(object? value, string name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }
}
