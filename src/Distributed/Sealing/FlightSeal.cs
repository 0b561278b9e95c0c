using System.Security.Cryptography;
using System.Text;

namespace RefreshRace.Distributed;

/// <summary>
/// What is derived from the key of one flight: its name outside of the process, and the key that seals its result (AES-256-GCM). Only a
/// process
/// that already holds the consumed token can derive either.
/// </summary>
internal sealed class FlightSeal
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize + TagSize;

    private readonly byte[] _sealingKey;
    private readonly byte[] _associated;
    private readonly IFlightProtector? _protector;

    private FlightSeal(FlightId id, byte[] sealingKey, IFlightProtector? protector)
    {
        Id = id;
        _sealingKey = sealingKey;
        _protector = protector;

        // A sealed result that is moved to another record does not open.
        _associated = Encoding.ASCII.GetBytes(id.Purpose + "/" + id.Hash);
    }

    internal FlightId Id { get; }

    internal static FlightSeal For(string keyText, string purpose, IFlightProtector? protector)
    {
        var secret = Encoding.UTF8.GetBytes(keyText);
        var extracted = HKDF.Extract(HashAlgorithmName.SHA256, secret);
        CryptographicOperations.ZeroMemory(secret);
        var name = HKDF.Expand(HashAlgorithmName.SHA256, extracted, 32, Encoding.ASCII.GetBytes("RefreshRace 1 name " + purpose));
        var sealing = HKDF.Expand(HashAlgorithmName.SHA256, extracted, 32, Encoding.ASCII.GetBytes("RefreshRace 1 result " + purpose));
        CryptographicOperations.ZeroMemory(extracted);
        return new(new(purpose, Encode(name)), sealing, protector);
    }

    internal byte[] Close(ReadOnlySpan<byte> plain)
    {
        var sealedData = new byte[HeaderSize + plain.Length];
        sealedData[0] = Version;
        var nonce = sealedData.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(_sealingKey, TagSize))
            aes.Encrypt(nonce, plain, sealedData.AsSpan(HeaderSize), sealedData.AsSpan(1 + NonceSize, TagSize), _associated);
        return _protector?.Protect(sealedData) ?? sealedData;
    }

    /// <summary>The plain bytes.</summary>
    /// <exception cref="CryptographicException">The bytes are not what a process with the same key has sealed for this flight.</exception>
    internal byte[] Open(byte[] stored)
    {
        var sealedData = _protector?.Unprotect(stored) ?? stored;
        if (sealedData.Length < HeaderSize || sealedData[0] != Version)
            throw new CryptographicException("The stored bytes have another format.");
        var plain = new byte[sealedData.Length - HeaderSize];
        using (var aes = new AesGcm(_sealingKey, TagSize))
            aes.Decrypt(sealedData.AsSpan(1, NonceSize), sealedData.AsSpan(HeaderSize), sealedData.AsSpan(1 + NonceSize, TagSize), plain,
                _associated);
        return plain;
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
