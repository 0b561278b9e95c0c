using System.Net;

namespace Studio;

/// <summary>What a page of Studio needs, in one request: the calls run side by side.</summary>
public static class BatchEndpoint
{
    public const string SessionCookie = "studio-session";

    public static void MapBatch(this IEndpointRouteBuilder routes) =>
        routes.MapPost("batch", RunBatchAsync).AddEndpointFilter(SignOutWhenUnauthorizedAsync);

    private static async Task<Answer[]> RunBatchAsync(string[] paths, HttpRequest request, StudioApi api, CancellationToken cancellationToken)
    {
        var sessionId = request.Cookies[SessionCookie] ?? "";
        return await Task.WhenAll(paths.Select(path => api.GetAsync(sessionId, path, cancellationToken)));
    }

    /// <summary>An unauthorised answer is taken for the end of the session.</summary>
    private static async ValueTask<object?> SignOutWhenUnauthorizedAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        if (result is Answer[] answers && answers.Any(answer => answer.Status == HttpStatusCode.Unauthorized)
            && http.Request.Cookies[SessionCookie] is { } sessionId)
        {
            http.RequestServices.GetRequiredService<SessionStore>().Remove(sessionId);
            http.Response.Cookies.Delete(SessionCookie);
        }

        return result;
    }
}
