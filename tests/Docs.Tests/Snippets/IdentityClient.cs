// The imaginary client package of docs/rules/README.md. The pages' code sees it as metadata, as it would see a real one.
using System;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;

#nullable enable

public sealed record Tokens(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    public bool IsExpired => ExpiresAt <= DateTimeOffset.UtcNow;
}

public interface IIdentityClient
{
    Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default);
}

public sealed class InvalidGrantException : Exception
{
}

public interface ITokenStore
{
    Task<Tokens> LoadAsync(string user, CancellationToken cancellationToken = default);

    Task SaveAsync(string user, Tokens tokens, CancellationToken cancellationToken = default);

    Task ClearAsync(string user, CancellationToken cancellationToken = default);
}

/// <summary>Stands for the source-generated context of an application.</summary>
public sealed class TokenJson
{
    public static TokenJson Default { get; } = new();

    public JsonTypeInfo<Tokens> Tokens => throw new NotSupportedException();
}
