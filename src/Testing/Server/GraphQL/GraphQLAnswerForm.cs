using System.Globalization;
using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>The outcome of an exchange as the answer to a mutation: status 200, and the refusal among <c>errors</c> (GraphQL, October 2021,
/// §7.1).</summary>
internal sealed class GraphQLAnswerForm(GraphQLField mutation) : IAnswerForm
{
    public ServerAnswer Tokens(RefreshTokenEntry entry)
    {
        var data = new JsonObject { [mutation.ResponseName] = Select(mutation.Selections, entry.Tokens) };
        return ServerAnswer.Tokens(entry, new JsonObject { ["data"] = data }.ToJsonString());
    }

    public ServerAnswer Refusal(string error, string description) => Error(error.ToUpperInvariant(), description, mutation);

    public static ServerAnswer Error(string code, string message, GraphQLField? field = null)
    {
        var error = new JsonObject { ["message"] = message, ["extensions"] = new JsonObject { ["code"] = code } };
        if (field is null)
            return ServerAnswer.Json(new JsonObject { ["errors"] = new JsonArray(error) });

        error["path"] = new JsonArray(field.ResponseName);
        return ServerAnswer.Json(new JsonObject
        {
            ["errors"] = new JsonArray(error),
            ["data"] = new JsonObject { [field.ResponseName] = null },
        });
    }

    private static JsonObject Select(List<GraphQLField> selections, TokenSet tokens)
    {
        var answer = new JsonObject();
        foreach (var field in selections)
            answer[field.ResponseName] = field.Selections.Count > 0 ? Select(field.Selections, tokens) : Leaf(field.Name, tokens);
        return answer;
    }

    /// <summary>The fields that the mutation's answer has, at any depth, in camel case or with underscores; any other is null.</summary>
    private static JsonNode? Leaf(string name, TokenSet tokens) => name.Replace("_", "").ToUpperInvariant() switch
    {
        "ACCESSTOKEN" or "TOKEN" => tokens.AccessToken,
        "REFRESHTOKEN" => tokens.RefreshToken,
        "TOKENTYPE" => "Bearer",
        "EXPIRESIN" => (long)tokens.ExpiresIn.TotalSeconds,
        "EXPIRESAT" => tokens.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
        "TYPENAME" => "Tokens",
        _ => null,
    };
}
