using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace RefreshRace.Distributed;

/// <summary>The whole key of a flight as one text, unambiguous: no two keys have the same.</summary>
internal static class KeyText
{
    /// <summary>22 characters of base64url are 132 bits. A key that could be guessed would let its result be read.</summary>
    internal const int LeastLength = 22;

    internal static string Of<TKey>(TKey key, Func<TKey, string>? keyText)
        where TKey : notnull
    {
        if (keyText is not null)
            return LongEnough(keyText(key) ?? throw new InvalidOperationException("KeyText returned null."), typeof(TKey));
        return key switch
        {
            string text => LongEnough(text, typeof(TKey)),
            ITuple tuple => Join(tuple, typeof(TKey)),
            _ => throw new NotSupportedException(
                $"A distributed flight cannot tell the text of a key of type {typeof(TKey)}; "
                + $"set {nameof(DistributedFlightOptions<int, int>.KeyText)}."),
        };
    }

    /// <summary>One part has to be the secret one: a long user name must not make up for a short token.</summary>
    private static string Join(ITuple tuple, Type type)
    {
        var text = new StringBuilder();
        var longest = "";
        for (var i = 0; i < tuple.Length; i++)
        {
            var part = Part(tuple[i], type);
            if (part?.Length > longest.Length)
                longest = part;
            text.Append(part is null ? "-" : part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part);
        }

        LongEnough(longest, type);
        return text.ToString();
    }

    private static string? Part(object? value, Type type) => value switch
    {
        null => null,
        string text => text,
        Enum constant => constant.ToString("D"),
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable number when value is IConvertible or Guid => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        char character => character.ToString(),
        Uri address => address.OriginalString,
        _ => throw new NotSupportedException(
            $"A distributed flight cannot tell the text of a part of type {value.GetType()} of the key {type}; "
            + $"set {nameof(DistributedFlightOptions<int, int>.KeyText)}."),
    };

    private static string LongEnough(string text, Type type) => text.Length >= LeastLength
        ? text
        : throw new ArgumentException(
            $"The key of a distributed flight must hold a secret of at least {LeastLength} characters (128 bits); "
            + $"the one of type {type} has {text.Length}. "
            + "Use the refresh token as the key, not a user or a session number: who can guess the key could read its result.");
}
