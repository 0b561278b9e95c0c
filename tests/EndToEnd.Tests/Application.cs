using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.Testing;
using RefreshRace.Verification;

namespace RefreshRace.EndToEnd.Tests;

/// <summary>An application as text: compiled by Roslyn, loaded, and called as its users call it.</summary>
internal sealed class Application
{
    private readonly Assembly _assembly;

    private Application(Assembly assembly) => _assembly = assembly;

    public static IEnumerable<MetadataReference> References => [.. Framework.NetCore, Framework.Runtime];

    public static CSharpCompilationOptions Options => new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    public static async Task<Application> BuildAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var problems = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(result.Success && problems.Count == 0, $"{string.Join('\n', problems)}\n\n{await document.GetTextAsync()}");
        return new Application(Assembly.Load(image.ToArray()));
    }

    /// <summary>A signed-in <c>OrdersClient</c> of the application: the delegate is its <c>GetOrdersAsync</c>, which throws when it gets no orders.</summary>
    public Func<CancellationToken, Task> SignIn(RotatingTokenServer server)
    {
        var session = server.SignIn();
        var type = _assembly.GetType("OrdersClient", throwOnError: true)!;
        var client = Activator.CreateInstance(type, server.CreateClient(), session.AccessToken, session.RefreshToken)!;
        return type.GetMethod("GetOrdersAsync")!.CreateDelegate<Func<CancellationToken, Task>>(client);
    }

    /// <summary>The <c>QueryAsync</c> of an <c>OrdersClient</c> of its own over a server.</summary>
    public Func<CancellationToken, Task> Query(HttpMessageHandler server, Action signedOut)
    {
        var pair = Activator.CreateInstance(_assembly.GetType("TokenPair", throwOnError: true)!, "access", "refresh")!;
        var type = _assembly.GetType("OrdersClient", throwOnError: true)!;
        var client = Activator.CreateInstance(type, new HttpClient(server) { BaseAddress = new Uri("http://localhost/") }, pair, signedOut)!;
        return type.GetMethod("QueryAsync")!.CreateDelegate<Func<CancellationToken, Task<HttpResponseMessage>>>(client);
    }
}
