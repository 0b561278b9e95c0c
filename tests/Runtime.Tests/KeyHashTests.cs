namespace RefreshRace.Runtime.Tests;

/// <summary>The hash draws its secrets anew in each process, so what is tested holds for all but one of billions of them.</summary>
public class KeyHashTests
{
    [Fact]
    public void Equal_texts_have_equal_hashes_wherever_they_lie()
    {
        for (var length = 0; length < 200; length++)
        {
            var text = new string('x', length);
            Assert.Equal(KeyHash.Of(text), KeyHash.Of(("y" + text)[1..]));
        }
    }

    [Fact]
    public void Every_bit_of_every_character_counts()
    {
        for (var length = 1; length < 100; length++)
        {
            var text = Enumerable.Range('a', length).Select(c => (char)c).ToArray();
            var hash = KeyHash.Of(new string(text));
            for (var bit = 0; bit < 16 * length; bit++)
            {
                text[bit / 16] ^= (char)(1 << (bit % 16));
                Assert.True(KeyHash.Of(new string(text)) != hash, $"Bit {bit % 16} of character {bit / 16} of {length} does not count.");
                text[bit / 16] ^= (char)(1 << (bit % 16));
            }
        }
    }

    [Fact]
    public void So_does_the_length_of_a_text_of_nothing_but_zeros()
    {
        var hashes = Enumerable.Range(0, 200).Select(length => KeyHash.Of(new string('\0', length))).ToHashSet();
        Assert.Equal(200, hashes.Count);
    }

    [Fact]
    public void Exchanged_parts_make_another_hash()
    {
        var parts = Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 8)).ToArray();
        var hashes = new HashSet<int>();
        for (var i = 0; i < parts.Length; i++)
        {
            for (var j = i; j < parts.Length; j++)
            {
                (parts[i], parts[j]) = (parts[j], parts[i]);
                hashes.Add(KeyHash.Of(string.Concat(parts)));
                (parts[i], parts[j]) = (parts[j], parts[i]);
            }
        }

        // The unchanged text, and one for each pair.
        Assert.Equal(1 + (8 * 7 / 2), hashes.Count);
    }

    [Theory]
    [InlineData("user:{0:D8}:session")]
    [InlineData("{0}")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789-{0:D6}")]
    [InlineData("{0:D6}-0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void Keys_that_differ_a_little_spread_over_shards_and_chains(string form)
    {
        const int Places = 1024;
        var low = new int[Places];
        var high = new int[Places];
        for (var i = 0; i < 16 * Places; i++)
        {
            var hash = KeyHash.Of(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i));
            low[hash & (Places - 1)]++;
            high[(uint)hash * 0x9E3779B1u >> 22]++;
        }

        // 16 to a place on average; 60 would be eleven standard deviations.
        Assert.InRange(low.Max(), 16, 60);
        Assert.InRange(high.Max(), 16, 60);
    }

    [Fact]
    public async Task A_comparer_of_the_application_is_asked_for_the_hash_as_well()
    {
        var flight = new SingleFlight<string, string>(new() { Comparer = StringComparer.OrdinalIgnoreCase });
        Assert.Equal("1", await flight.RunAsync("Token", (_, _) => Task.FromResult("1")));
        Assert.Equal("1", await flight.RunAsync("TOKEN", Flights.Never));
        var exact = new SingleFlight<string, string>();
        Assert.Equal("1", await exact.RunAsync("Token", (_, _) => Task.FromResult("1")));
        Assert.Equal("2", await exact.RunAsync("TOKEN", (_, _) => Task.FromResult("2")));
        Assert.Equal("1", await exact.RunAsync(new string("Token".AsSpan()), Flights.Never));
    }
}
