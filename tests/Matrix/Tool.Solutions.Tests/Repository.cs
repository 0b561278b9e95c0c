namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>A git repository with one project that has one race.</summary>
internal static class Repository
{
    public const string Identity = """
        global using System.Threading;
        global using System.Threading.Tasks;

        public sealed class Tokens
        {
            public string AccessToken { get; init; } = "";
            public string RefreshToken { get; init; } = "";
        }

        public interface IIdentityClient
        {
            Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default);
        }
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">

          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>

        </Project>
        """;

    public static async Task WriteAsync(Sandbox sandbox)
    {
        sandbox.Write("App/App.csproj", Project + "\n");
        sandbox.Write("App/Identity.cs", Identity + "\n");
        sandbox.Write("App/Provider.cs", Sources.Plain + "\n");
        sandbox.Write(".gitignore", "bin/\nobj/\n");
        await GitAsync(sandbox, "init", "-q", "-b", "main");
        await CommitAsync(sandbox);
    }

    public static async Task CommitAsync(Sandbox sandbox)
    {
        await GitAsync(sandbox, "add", "-A");
        await GitAsync(sandbox, "commit", "-q", "-m", "x");
    }

    public static async Task GitAsync(Sandbox sandbox, params string[] arguments)
    {
        var (exitCode, output) = await sandbox.RunAsync("", "git", ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments]);
        Assert.True(exitCode == 0, output);
    }
}
