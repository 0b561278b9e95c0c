namespace Identity;

public sealed record Tokens(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);

/// <summary>The SDK of an identity provider.</summary>
public interface IIdentityClient
{
    Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default);
}
