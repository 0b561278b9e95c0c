namespace Fleet;

/// <summary>Supplies the access token of a signed-in user, and renews it when it has expired.</summary>
public interface ITokenService
{
    /// <summary>The access token to call an API with; null when nobody is signed in any more.</summary>
    Task<string?> GetAccessTokenAsync(string sessionId, CancellationToken cancellationToken);
}
