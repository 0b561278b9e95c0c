using System.Globalization;

namespace RefreshRace.Testing;

/// <summary>One line of the server's log.</summary>
public sealed class TokenServerEvent
{
    internal TokenServerEvent(int number, DateTimeOffset time, TokenServerEventKind kind, string text)
    {
        Number = number;
        Time = time;
        Kind = kind;
        Text = text;
    }

    /// <summary>The position in the log, from 1.</summary>
    public int Number { get; }

    /// <summary>When it happened, on the server's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What happened.</summary>
    public TokenServerEventKind Kind { get; }

    /// <summary>What happened, in words. Tokens are named by session and number (<c>R1.0</c> is the refresh token that session 1 began
    /// with).</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0,3}  {1:HH:mm:ss.fff}  {2}", Number, Time, Text);
}
