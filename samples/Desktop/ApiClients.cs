namespace Desktop;

/// <summary>The two API clients of the application, over one stored session.</summary>
public sealed class ApiClients
{
    public ApiClients(SessionVault vault, HttpMessageHandler network)
    {
        Rest = new(new RestAuthHandler(vault, network)) { BaseAddress = new("http://api.test/") };
        GraphQL = new(vault, new HttpClient(network) { BaseAddress = new("http://api.test/") });
    }

    public HttpClient Rest { get; }

    public GraphQLApi GraphQL { get; }
}
