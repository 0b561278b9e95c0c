namespace RefreshRace;

/// <summary>What keeps something that an unloading must let go of.</summary>
internal interface IUnloadable
{
    /// <summary>
    /// Forgets what is kept and turns off the timers that only wait for its expiry. Flights under way go on, and keep what they need.
    /// </summary>
    void Unload();
}
