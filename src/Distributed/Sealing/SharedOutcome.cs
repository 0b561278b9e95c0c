using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RefreshRace.Distributed;

/// <summary>Results and failures as the sealed bytes that an engine stores.</summary>
internal sealed class SharedOutcome<TResult>(FlightSeal seal, JsonTypeInfo<TResult> type)
{
    private const byte Result = (byte)'R';
    private const byte FailureAsValue = (byte)'V';
    private const byte Failure = (byte)'E';

    /// <summary>How much of a description travels. It is a code, not a report.</summary>
    private const int LongestDescription = 500;

    internal byte[] Success(TResult result) => Close(Result, JsonSerializer.SerializeToUtf8Bytes(result, type));

    internal byte[] Rejected(TResult result) => Close(FailureAsValue, JsonSerializer.SerializeToUtf8Bytes(result, type));

    internal byte[] Failed(Exception exception, string? description) =>
        Close(Failure,
            Encoding.UTF8.GetBytes(exception.GetType().FullName + "\n"
            + (description?.Length > LongestDescription ? description[..LongestDescription] : description)));

    /// <summary>The result of a flight that succeeded elsewhere.</summary>
    internal TResult OpenResult(byte[] payload)
    {
        var plain = Open(payload);
        if (plain is not [Result, ..])
            throw Unreadable(null);
        return Read(plain);
    }

    /// <summary>What a waiter gets for a failure elsewhere: a failure that came as a value, or an exception.</summary>
    internal TResult OpenFailure(byte[] payload, Func<string?, Exception?>? restore)
    {
        var plain = Open(payload);
        if (plain is [FailureAsValue, ..])
            return Read(plain);
        if (plain is not [Failure, ..])
            throw Unreadable(null);
        var parts = Encoding.UTF8.GetString(plain.AsSpan(1)).Split('\n', 2);
        var description = parts is [_, { Length: > 0 } text] ? text : null;
        throw restore?.Invoke(description) ?? new FlightFailedElsewhereException(parts[0], description);
    }

    private byte[] Close(byte kind, byte[] content)
    {
        var plain = new byte[content.Length + 1];
        plain[0] = kind;
        content.CopyTo(plain, 1);
        try
        {
            return seal.Close(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private byte[] Open(byte[] payload)
    {
        try
        {
            return seal.Open(payload);
        }
        catch (CryptographicException exception)
        {
            throw Unreadable(exception);
        }
    }

    private TResult Read(byte[] plain)
    {
        try
        {
            return JsonSerializer.Deserialize(plain.AsSpan(1), type)!;
        }
        catch (JsonException)
        {
            // The message of the exception may quote the JSON, which holds tokens.
            throw Unreadable(null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static InvalidOperationException Unreadable(Exception? inner) => new(
        $"Another process shared a result that this one cannot read as {typeof(TResult)}. "
        + "Processes that share flights must agree on the type of the result, "
        + "also during a deployment, and on the protector. The token was consumed and is not presented again.",
        inner);
}
