namespace RefreshRace.Distributed.Tests;

/// <summary>What of a key leaves the process, and which keys may.</summary>
public class KeyTests
{
    private const string Token = "0123456789abcdefghijkl";

    private static FlightId Id<TKey>(TKey key, string purpose = "p", Func<TKey, string>? text = null)
        where TKey : notnull => FlightSeal.For(KeyText.Of(key, text), purpose, null).Id;

    [Fact]
    public void The_name_of_a_flight_is_the_same_in_every_process_and_does_not_hold_the_key()
    {
        // HKDF-SHA256 of RFC 5869, computed by another program. It must never change, or a deployment would not recognise the flights of
        // the version before.
        Assert.Equal(new("p", "xo49HDiYylphwrat7uQ4aUBVvk_ujLR04BRv1IZaNqE"), Id(Token));
        Assert.NotEqual(Id(Token).Hash, Id(Token + "m").Hash);
        Assert.NotEqual(Id(Token).Hash, Id(Token, "q").Hash);
    }

    [Fact]
    public void Every_part_of_a_key_counts_and_parts_do_not_run_into_each_other()
    {
        object[] keys =
        [
            (Token, "a", "b"), (Token, "ab", ""), (Token, "", "ab"), (Token, "a", (string?)null), (Token, "a", ""), (Token + "a", "b"),
                (Token, 17), (Token, "1x"), (Token, true),
            (Token, FlightState.Settled), Tuple.Create(Token, 'x'), (Token, Guid.Empty), (Token, 1.5), (Token, DateTimeOffset.UnixEpoch),
                (Token, new Uri("https://example.com/")),
        ];
        Assert.Equal(keys.Length, keys.Select(key => Id(key).Hash).Distinct().Count());
        Assert.Equal(Id(("a", Token)), Id(("a", Token)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("user-42")]
    [InlineData("0123456789abcdefghijk")]
    public void A_key_that_could_be_guessed_is_refused_without_being_shown(string key)
    {
        var exception = Assert.Throws<ArgumentException>(() => Id(key));
        Assert.Contains("128 bits", exception.Message);
        if (key.Length > 0)
            Assert.DoesNotContain(key, exception.Message);
        Assert.Throws<ArgumentException>(() => Id((key, "another part that is long", 1) is var (a, _, _) ? (a, "short") : default));
    }

    [Fact]
    public void Other_keys_need_a_text()
    {
        Assert.Throws<NotSupportedException>(() => Id(new Uri("https://example.com/0123456789")));
        Assert.Throws<NotSupportedException>(() => Id((Token, new int[1])));
        Assert.Equal(Id(Token), Id(new Uri("https://example.com/"), "p", _ => Token));
        Assert.Throws<InvalidOperationException>(() => Id(1, "p", _ => null!));
    }
}
