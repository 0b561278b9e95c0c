namespace RefreshRace.Testing;

/// <summary>Which endpoint answers which path.</summary>
internal sealed class ServerRoutes(
    RotatingTokenServerOptions options,
    TokenEndpoint tokens,
    AuthorizeEndpoint authorize,
    DiscoveryEndpoint discovery,
    GraphQLEndpoint graphQL,
    ApiEndpoint api,
    ServerLog log)
{
    public Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        // What a test has configured itself comes first: an API at /graphql is an API.
        if (Is(request, options.TokenPath))
            return tokens.HandleAsync(request, cancellationToken);
        if (Is(request, options.ApiPath))
            return api.HandleAsync(request, cancellationToken);
        if (Is(request, options.GraphQLPath))
            return graphQL.HandleAsync(request, cancellationToken);
        if (Is(request, options.AuthorizePath))
            return Task.FromResult(authorize.Handle(request));
        if (discovery.Handle(request) is { } document)
            return Task.FromResult(document);
        return IsUnder(request.Path, options.ApiPath) ? api.HandleAsync(request, cancellationToken) : Task.FromResult(Unknown(request));
    }

    private ServerAnswer Unknown(ServerRequest request)
    {
        var why = $"there is no such path here, only {options.TokenPath}, {options.ApiPath}, {options.GraphQLPath}, "
            + $"{options.AuthorizePath} and discovery";
        log.Write(TokenServerEventKind.RequestRefused, $"{request} was refused: {why}");
        return ServerAnswer.Error(404, "not_found", why);
    }

    private static bool Is(ServerRequest request, string path) => string.Equals(request.Path, path, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnder(string path, string root) =>
        path.StartsWith(root, StringComparison.OrdinalIgnoreCase)
        && (root.EndsWith("/", StringComparison.Ordinal) || path[root.Length] == '/');
}
