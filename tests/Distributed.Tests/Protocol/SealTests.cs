using System.Security.Cryptography;
using System.Text;

namespace RefreshRace.Distributed.Tests;

/// <summary>What is stored can be read by those who hold the consumed token, and by nobody else.</summary>
public class SealTests
{
    private const string Token = "0123456789abcdefghijkl";

    private static readonly FlightSeal s_seal = FlightSeal.For(Token, "p", null);
    private static readonly byte[] s_plain = Encoding.UTF8.GetBytes("the new token");

    [Fact]
    public void It_opens_with_the_same_key_only()
    {
        var stored = s_seal.Close(s_plain);
        Assert.Equal(s_plain, FlightSeal.For(Token, "p", null).Open(stored));
        Assert.ThrowsAny<CryptographicException>(() => FlightSeal.For(Token + "m", "p", null).Open(stored));
        Assert.ThrowsAny<CryptographicException>(() => FlightSeal.For(Token, "q", null).Open(stored));
    }

    [Fact]
    public void Every_changed_bit_is_noticed_and_nothing_is_sealed_the_same_way_twice()
    {
        var stored = s_seal.Close(s_plain);
        Assert.NotEqual(stored, s_seal.Close(s_plain));
        Assert.True(stored.AsSpan().IndexOf(s_plain) < 0);
        for (var at = 0; at < stored.Length; at++)
        {
            stored[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => s_seal.Open(stored));
            stored[at] ^= 1;
        }

        Assert.ThrowsAny<CryptographicException>(() => s_seal.Open([]));
        Assert.ThrowsAny<CryptographicException>(() => s_seal.Open(stored[..20]));
    }

    [Fact]
    public void A_protector_stands_around_it()
    {
        var seal = FlightSeal.For(Token, "p", new Reversing());
        var stored = seal.Close(s_plain);
        Assert.Equal(s_plain, seal.Open(stored));
        Assert.Equal(s_plain, s_seal.Open([.. stored.Reverse()]));
    }

    [Fact]
    public void A_result_that_cannot_be_read_is_explained_without_showing_it()
    {
        var shared = new SharedOutcome<Tokens>(s_seal, TokenJson.Default.Tokens);
        foreach (
            var payload in new[] { s_seal.Close("R{\"access_token\":\"secret"u8), s_seal.Close("?"u8), [1, 2, 3],
            shared.Failed(new InvalidGrantException(), null) })
        {
            var exception = Assert.Throws<InvalidOperationException>(() => shared.OpenResult(payload));
            Assert.Contains("cannot read", exception.Message);
            Assert.DoesNotContain("secret", exception.ToString());
        }
    }

    [Fact]
    public void A_failure_arrives_with_its_type_and_what_was_said_of_it()
    {
        var shared = new SharedOutcome<Tokens>(s_seal, TokenJson.Default.Tokens);
        var elsewhere = Assert.Throws<FlightFailedElsewhereException>(() =>
            shared.OpenFailure(shared.Failed(new InvalidGrantException(), "invalid\ngrant"), null));
        Assert.Equal(typeof(InvalidGrantException).FullName, elsewhere.ExceptionType);
        Assert.Equal("invalid\ngrant", elsewhere.Description);
        Assert.Null(
            Assert.Throws<FlightFailedElsewhereException>(() =>
            shared.OpenFailure(shared.Failed(new InvalidGrantException(), null), null)).Description);
        Assert.Throws<InvalidGrantException>(() =>
            shared.OpenFailure(shared.Failed(new InvalidGrantException(), "x"), said => said == "x" ? new InvalidGrantException() : null));
        Assert.Equal(new("a", "b"), shared.OpenFailure(shared.Rejected(new("a", "b")), null));
    }

    private sealed class Reversing : IFlightProtector
    {
        public byte[] Protect(byte[] data) => [.. data.Reverse()];

        public byte[] Unprotect(byte[] data) => [.. data.Reverse()];
    }
}
