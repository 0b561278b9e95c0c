namespace RefreshRace.Testing;

/// <summary>A request is no GraphQL request that this server understands.</summary>
internal sealed class GraphQLSyntaxException(string message) : Exception(message);
