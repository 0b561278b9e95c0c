namespace RefreshRace.Testing;

/// <summary>A field that an operation selects.</summary>
/// <param name="name">Its name in the schema.</param>
/// <param name="responseName">Its name in the answer: the alias where there is one.</param>
internal sealed class GraphQLField(string name, string responseName)
{
    public string Name { get; } = name;

    public string ResponseName { get; } = responseName;

    /// <summary>Every text among the arguments, variables included, in the order in which they stand.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Variables among the arguments for which the request gives no value.</summary>
    public List<string> MissingVariables { get; } = [];

    /// <summary>What is selected of it; empty where it is a leaf.</summary>
    public List<GraphQLField> Selections { get; } = [];
}
