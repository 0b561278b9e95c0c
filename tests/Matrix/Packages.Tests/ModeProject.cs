namespace RefreshRace.Package.Tests;

/// <summary>A library with a race and a swallowed failure, built for two frameworks, restored once for all tests of its modes.</summary>
public sealed class ModeProject : IAsyncLifetime
{
    public const string Folder = "modes";

    private const string Source = """
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;

        public sealed class Session
        {
            private static readonly HttpClient s_http = new HttpClient();
            private string _refreshToken = "";

            public async Task<string> RenewAsync()
            {
                try
                {
                    var form = new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken);
                    using (var response = await s_http.PostAsync("https://id.example/token", form))
                    {
                        response.EnsureSuccessStatusCode();
                        _refreshToken = await response.Content.ReadAsStringAsync();
                    }

                    return _refreshToken;
                }
                catch (Exception)
                {
                    return null;
                }
            }
        }
        """;

    public PackedPackage Package { get; } = new();

    public Sandbox Sandbox => Package.Sandbox;

    public async Task InitializeAsync()
    {
        await Package.InitializeAsync();
        Add(Folder, "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>", $"""<PackageReference Include="RefreshRace" Version="{Package.Version}" />""");
        await Sandbox.DotnetSucceedsAsync(Folder, "restore");
    }

    public Task DisposeAsync() => Package.DisposeAsync();

    /// <summary>A project with the source, in a folder of the sandbox.</summary>
    public void Add(string folder, string frameworks, string references, string source = Source)
    {
        Package.AddSurroundings(folder);
        Sandbox.Write(Path.Combine(folder, "Session.cs"), source);
        Sandbox.Write(Path.Combine(folder, Path.GetFileName(folder) + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {frameworks}
                <EnableWindowsTargeting>true</EnableWindowsTargeting>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """);
    }
}
