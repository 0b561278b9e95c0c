namespace RefreshRace.Testing;

/// <summary>An operation of a GraphQL document.</summary>
/// <param name="type"><c>query</c>, <c>mutation</c> or <c>subscription</c>.</param>
/// <param name="name">Its name; null where it has none.</param>
internal sealed class GraphQLOperation(string type, string? name)
{
    public bool IsMutation => type == "mutation";

    public string? Name => name;

    public List<GraphQLField> Fields { get; } = [];
}
