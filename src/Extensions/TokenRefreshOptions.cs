using System.Net.Http;

namespace RefreshRace.Extensions;

/// <summary>Options of <see cref="TokenRefreshHandler"/>. They are read once, when the handler is made.</summary>
public sealed class TokenRefreshOptions
{
    /// <summary>How long before its expiry an access token is renewed. Default: 30 seconds. Zero renews expired tokens only.</summary>
    public TimeSpan RenewBefore { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Which requests get a token. Default: all. Narrow it where the client also calls hosts that must not see the token.
    /// </summary>
    public Func<HttpRequestMessage, bool> AppliesTo { get; set; } = static _ => true;

    /// <summary>Which refused requests may be sent again. Default: those without content, and those whose content is in memory.</summary>
    public Func<HttpRequestMessage, bool> CanResend { get; set; } = static request => request.Content is null or ByteArrayContent
#if NET
        or ReadOnlyMemoryContent
#endif
        ;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal TokenRefreshOptions Copy()
    {
        if (RenewBefore < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(RenewBefore), RenewBefore, "The time must not be negative.");
        Argument.NotNull(AppliesTo, nameof(AppliesTo));
        Argument.NotNull(CanResend, nameof(CanResend));
        Argument.NotNull(TimeProvider, nameof(TimeProvider));
        return (TokenRefreshOptions)MemberwiseClone();
    }
}
