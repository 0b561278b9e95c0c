namespace Desktop.Demo;

/// <summary>25 REST and 25 GraphQL requests at once.</summary>
internal static class Scene
{
    private const int OfEach = 25;

    internal static async Task PlayAsync(string title, Action<Backend> prepare)
    {
        var backend = new Backend();
        prepare(backend);
        var vault = new SessionVault(backend.First);
        var clients = new ApiClients(vault, backend);
        var requests = Enumerable.Range(0, OfEach).SelectMany(_ => new[] { RestAsync(clients), GraphQLAsync(clients) }).ToArray();
        var outcomes = await Task.WhenAll(requests);
        Console.WriteLine(title);
        Console.WriteLine($"  renewals that reached the provider: {backend.Renewals} ({backend.Rejected} rejected)");
        Console.WriteLine(
            $"  requests answered: {outcomes.Count(o => o == "answered")}, failed with an error that says why: {outcomes.Count(o => o == "error")}, failed silently: {outcomes.Count(o => o == "nothing")}");
        Console.WriteLine($"  signed out: {vault.SignOuts} times");
    }

    private static Task<string> RestAsync(ApiClients clients) => OutcomeAsync(async () =>
    {
        using var response = await clients.Rest.GetAsync(new Uri("items", UriKind.Relative));
        return response.IsSuccessStatusCode;
    });

    private static Task<string> GraphQLAsync(ApiClients clients) =>
        OutcomeAsync(async () => await clients.GraphQL.QueryAsync("{ me }", default) is not null);

    private static async Task<string> OutcomeAsync(Func<Task<bool>> request)
    {
        try
        {
            return await request() ? "answered" : "nothing";
        }
        catch (Exception)
        {
            return "error";
        }
    }
}
