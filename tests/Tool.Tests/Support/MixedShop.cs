namespace RefreshRace.Tool.Tests.Support;

/// <summary>A solution of several kinds of projects, of which some do not load. Nothing is restored. Scanned once for all tests.</summary>
public sealed class MixedShop : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new();

    public ToolProcess Scan { get; private set; } = null!;

    public string PathTo(string file) => _sandbox.PathTo(file);

    public async Task InitializeAsync()
    {
        Write(_sandbox);
        Scan = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--json", "--sarif", "out.sarif", "--html", "out.html");
    }

    public Task DisposeAsync()
    {
        _sandbox.Dispose();
        return Task.CompletedTask;
    }

    public static void Write(Sandbox sandbox)
    {
        sandbox.Write("Shop.slnx", """
            <Solution>
              <Project Path="Lib/Lib.csproj" />
              <Project Path="Web/Web.csproj" />
              <Project Path="Clock/Clock.vbproj" />
              <Project Path="Broken/Broken.csproj" />
              <Project Path="NoSdk/NoSdk.csproj" />
              <Project Path="Gone/Gone.csproj" />
            </Solution>
            """);
        sandbox.Write("Lib/Lib.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>
                <LangVersion>latest</LangVersion>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="../Shared/Linked.cs" />
              </ItemGroup>
            </Project>
            """);
        sandbox.Write("Lib/Identity.cs", """
            using System.Threading.Tasks;

            public sealed class Tokens
            {
                public string AccessToken = "";
                public string RefreshToken = "";
            }

            public interface IIdentityClient
            {
                Task<Tokens> RefreshTokenAsync(string refreshToken);
            }
            """);
        sandbox.Write("Lib/Provider.cs", "using System.Threading.Tasks;\n\n" + Sources.Plain + "\n");
        sandbox.Write("Shared/Linked.cs", """
            using System.Threading.Tasks;

            internal sealed class Linked(IIdentityClient identity)
            {
                private Tokens _tokens = new Tokens();

                public async Task RenewAsync() => _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
            }
            """);
        sandbox.Write("Web/Web.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Library</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <RootNamespace>Web</RootNamespace>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="../Shared/Linked.cs" />
                <PackageReference Include="Contoso.Widgets" Version="1.2.3" />
                <ProjectReference Include="../Lib/Lib.csproj" />
                <ProjectReference Include="../Clock/Clock.vbproj" />
              </ItemGroup>
            </Project>
            """);
        sandbox.Write("Web/Profile.razor", "<h1>@Name</h1>\n@code { string Name => Clock.Today.Text(); }\n");
        sandbox.Write("Web/Profile.razor.cs", """
            namespace Web;

            public partial class Profile
            {
                private Tokens _tokens = new();

                public async Task RenewAsync(IIdentityClient identity)
                {
                    _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
                    await InvokeAsync(StateHasChanged);
                }
            }
            """);
        sandbox.Write("Web/Widgets.cs",
            "namespace Web;\n\npublic class Widgets\n{\n    public object Draw() => new Contoso.Widget();\n}\n");
        sandbox.Write("Clock/Clock.vbproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        sandbox.Write("Clock/Today.vb", """
            Public Module Today
                Public Function Text() As String
                    Return DateTime.UtcNow.ToString()
                End Function
            End Module
            """);
        sandbox.Write("Broken/Broken.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>");
        sandbox.Write("Broken/Code.cs", "class Code;");
        sandbox.Write("NoSdk/NoSdk.csproj", "<Project Sdk=\"Contoso.Build.Sdk/1.2.3\" />");
        sandbox.Write("NoSdk/Code.cs", "class Code;");
    }
}
