#if NET
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RefreshRace;

/// <summary>
/// The hash of a text as key. The one of <see cref="string"/> takes a third of a leader's time for a token of 43 characters, and ten times
/// the rest of a flight for one of 1500, which some providers issue.
/// </summary>
/// <remarks>
/// Keys come from outside, so the hash is keyed by numbers that each process draws anew: who cannot know them cannot choose keys that meet
/// in one chain. Words are folded by the 128-bit product, the construction of wyhash, which the maps of Go use where the processor has no
/// AES (runtime/hash64.go); every operand of a product contains a secret, and no hash ever leaves the table.
/// </remarks>
internal static class KeyHash
{
    private const int Word = sizeof(ulong);

    private static readonly ulong s_first = Secret();
    private static readonly ulong s_second = Secret();
    private static readonly ulong s_even = Secret();
    private static readonly ulong s_odd = Secret();

    internal static int Of(string key)
    {
        var rest = MemoryMarshal.AsBytes(key.AsSpan());
        var hash = s_first;
        if (rest.Length > 4 * Word)
        {
            // Two chains side by side: a product waits for the one before it, and the processor has more than one multiplier's worth of
            // time.
            var other = s_second;
            do
            {
                hash = Fold(Read(rest) ^ s_even, Read(rest[Word..]) ^ hash);
                other = Fold(Read(rest[(2 * Word)..]) ^ s_odd, Read(rest[(3 * Word)..]) ^ other);
                rest = rest[(4 * Word)..];
            }
            while (rest.Length > 4 * Word);

            hash ^= other;
        }

        if (rest.Length > 2 * Word)
        {
            hash = Fold(Read(rest) ^ s_even, Read(rest[Word..]) ^ hash);
            rest = rest[(2 * Word)..];
        }

        // The last words may overlap: together with the length they are still different for different texts.
        ulong low = 0, high = 0;
        if (rest.Length >= Word)
        {
            low = Read(rest);
            high = Read(rest[^Word..]);
        }
        else if (rest.Length >= sizeof(uint))
        {
            low = MemoryMarshal.Read<uint>(rest);
            high = MemoryMarshal.Read<uint>(rest[^sizeof(uint)..]);
        }
        else if (rest.Length > 0)
        {
            low = MemoryMarshal.Read<char>(rest);
        }

        hash = Fold(low ^ s_even, high ^ hash);
        return (int)Fold(hash ^ s_odd, (ulong)key.Length ^ s_second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ulong>(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static ulong Secret()
    {
        Span<byte> bytes = stackalloc byte[Word];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }
}
#endif
