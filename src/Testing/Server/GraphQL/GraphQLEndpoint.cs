using System.Text.Json;
using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>A GraphQL endpoint with one mutation, which exchanges a refresh token. Every other operation is a call of the protected API;
/// its fields are answered with <c>"ok"</c>.</summary>
internal sealed class GraphQLEndpoint(
    RotatingTokenServerOptions options, TokenEndpoint tokens, TokenLedger ledger, ApiEndpoint api, ServerLog log)
{
    public async Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsPost)
            return Refuse(request, TokenServerEventKind.RequestRefused, 405, "a GraphQL request is a POST");

        GraphQLOperation operation;
        try
        {
            operation = Read(request.Body);
        }
        catch (Exception e) when (e is JsonException or GraphQLSyntaxException)
        {
            return Refuse(request, TokenServerEventKind.RequestRefused, 400, e is JsonException ? "its body is not JSON" : e.Message);
        }

        if (operation.IsMutation && operation.Fields.FirstOrDefault(field => field.Name == options.GraphQLMutation) is { } mutation)
            return await RenewAsync(request, mutation, cancellationToken).ConfigureAwait(false);

        return await api.RefusalAsync(request, cancellationToken).ConfigureAwait(false) is { } refusal
            ? GraphQLAnswerForm.Error("UNAUTHENTICATED", refusal)
            : ServerAnswer.Json(new JsonObject { ["data"] = Data(operation.Fields) });
    }

    private Task<ServerAnswer> RenewAsync(ServerRequest request, GraphQLField mutation, CancellationToken cancellationToken)
    {
        // Beside the token there may be others, such as the name of a client.
        if ((mutation.Texts.FirstOrDefault(ledger.Knows) ?? mutation.Texts.FirstOrDefault()) is { } token)
            return tokens.RedeemAsync(token, new GraphQLAnswerForm(mutation), cancellationToken);

        var why = mutation.MissingVariables.Count > 0
            ? $"its variables have no '{mutation.MissingVariables[0]}'"
            : $"{mutation.Name} has no argument with a refresh token";
        log.Write(TokenServerEventKind.RefreshRefused, $"{request} was refused: {why}");
        return Task.FromResult(GraphQLAnswerForm.Error("BAD_USER_INPUT", why, mutation));
    }

    private ServerAnswer Refuse(ServerRequest request, TokenServerEventKind kind, int status, string why)
    {
        log.Write(kind, $"{request} was refused: {why}");
        var error = new JsonObject { ["message"] = why };
        return ServerAnswer.Json(status, new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString());
    }

    private static GraphQLOperation Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        if (Text(json.RootElement, "query") is not { } query)
            throw new GraphQLSyntaxException("its JSON has no query");

        JsonElement? variables = json.RootElement.TryGetProperty("variables", out var given) ? given : null;
        var operations = GraphQLParser.Parse(query, variables);
        var name = Text(json.RootElement, "operationName");
        return operations.FirstOrDefault(operation => name is null || operation.Name == name)
            ?? throw new GraphQLSyntaxException(name is null ? "its query has no operation" : $"its query has no operation '{name}'");
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonObject Data(List<GraphQLField> fields)
    {
        var data = new JsonObject();
        foreach (var field in fields)
            data[field.ResponseName] = field.Selections.Count > 0 ? Data(field.Selections) : "ok";
        return data;
    }
}
