namespace RefreshRace.Distributed;

/// <summary>Protects what goes to the engine once more, beside the sealing that is always done, for example with a key of a vault.
/// Thread-safe.</summary>
public interface IFlightProtector
{
    /// <summary>Protects sealed bytes.</summary>
    /// <param name="data">Sealed bytes, some hundred to some thousand.</param>
    /// <returns>What is stored.</returns>
    byte[] Protect(byte[] data);

    /// <summary>Undoes <see cref="Protect"/>. All processes that share flights must be able to.</summary>
    /// <param name="data">What is stored.</param>
    /// <returns>The sealed bytes.</returns>
    byte[] Unprotect(byte[] data);
}
