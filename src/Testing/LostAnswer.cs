namespace RefreshRace.Testing;

/// <summary>How the answer to an exchange gets lost after the token was rotated.</summary>
public enum LostAnswer
{
    /// <summary>The connection breaks: the client sees an <see cref="System.Net.Http.HttpRequestException"/>.</summary>
    ConnectionBroken,

    /// <summary>Nothing arrives: the client waits until its own timeout or cancellation, or until the server is disposed.</summary>
    Silence,
}
