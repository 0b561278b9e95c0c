using System.Runtime.InteropServices;

namespace RefreshRace;

/// <summary>
/// Keeps what comes before a shard in memory out of its cache lines, as <see cref="CacheLine"/> at its end keeps what comes after it:
/// processors that work on different shards must not pass a line to and fro. Fields of a base class come first.
/// </summary>
internal abstract class ShardPadding
{
#pragma warning disable CS0649 // Only its size matters.
    internal CacheLine Before;
#pragma warning restore CS0649

    /// <summary>
    /// The length of a cache line on the processors .NET runs on, but for some of 128 bytes, which the two paddings between neighbours make
    /// together.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    internal struct CacheLine;
}
