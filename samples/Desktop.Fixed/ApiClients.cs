namespace Desktop;

/// <summary>The two API clients of the application, over one stored session.</summary>
public sealed class ApiClients
{
    public ApiClients(SessionVault vault, HttpMessageHandler network)
    {
        var renewal = new SessionRenewal(vault);
        Rest = new(new RestAuthHandler(vault, renewal, network)) { BaseAddress = new("http://api.test/") };
        GraphQL = new(vault, renewal, new HttpClient(network) { BaseAddress = new("http://api.test/") });
    }

    public HttpClient Rest { get; }

    public GraphQLApi GraphQL { get; }
}
