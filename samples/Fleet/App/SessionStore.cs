using System.Net;

namespace Fleet;

/// <summary>The sessions of the application, in the one database that its machines share: here a service of the driver.</summary>
public sealed class SessionStore(HttpClient database, IHttpContextAccessor context)
{
    public async Task<Session?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        using var response = await database.GetAsync("sessions/" + sessionId, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return null;
        var session = await response.Content.ReadFromJsonAsync(FleetJson.Default.Session, cancellationToken);

        // Some requests are slow here: they have read the token, and somebody else redeems it before they go on.
        if (context.HttpContext?.Request.Headers["X-Straggle"].ToString() is { Length: > 0 } milliseconds)
            await Task.Delay(int.Parse(milliseconds), cancellationToken);
        return session;
    }

    public async Task AddAsync(string sessionId, Session session, CancellationToken cancellationToken)
    {
        using var response = await database.PutAsJsonAsync("sessions/" + sessionId, session, FleetJson.Default.Session, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Stores new tokens where the consumed one is still the stored one.</summary>
    public async Task ReplaceAsync(string sessionId, string consumed, Session session, CancellationToken cancellationToken)
    {
        using var response = await database.PostAsJsonAsync($"sessions/{sessionId}?consumed={Uri.EscapeDataString(consumed)}", session,
            FleetJson.Default.Session, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task RemoveAsync(string sessionId)
    {
        using var response = await database.DeleteAsync("sessions/" + sessionId);
        response.EnsureSuccessStatusCode();
    }
}
