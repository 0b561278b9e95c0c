using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Refreshes;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>Cases deliberately not flagged: test code, doubles, the issuing side, mediators, libraries that merge by themselves.</summary>
public sealed class NeverARefreshTests
{
    private const string Client = """
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public Task RenewAsync() => http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken));
        }
        """;

    [Fact]
    public void TheSameCode_IsFoundOutsideOfTests() => Assert.Single(Found.In(Client, "public class Anything { }"));

    [Theory]
    [InlineData("xunit.core")]
    [InlineData("nunit.framework")]
    [InlineData("Microsoft.VisualStudio.TestPlatform.TestFramework")]
    public void TestProject_IsSilent(string framework) => Assert.Empty(Found.In(Client, "public class Anything { }", framework));

    [Theory]
    [InlineData("Okta.Sdk.Api", "ISessionApi", 0)]
    [InlineData("NHibernate", "ISession", 0)]
    [InlineData("Contoso.Identity", "ISessionApi", 1)]
    [InlineData("Contoso.Identity", "ISession", 1)]
    [InlineData("Okta.SdkOfOurs", "ISessionApi", 1)]
    public void TypeOfALibraryThatRefreshesSomethingElse_IsSilent_OneOfThatNameIsNot(string space, string type, int found) => Assert.Equal(found, Found.In($$"""
        public sealed class Session({{space}}.{{type}} api)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => _refreshToken = await api.RefreshTokenAsync(_refreshToken);
        }
        """, $$"""namespace {{space}} { public interface {{type}} { Task<string> RefreshTokenAsync(string refreshToken); } }""").Count);

    [Fact]
    public void Double_IsSilent() => Assert.Empty(Found.In(Client.Replace("class Session", "class FakeSession")));

    [Fact]
    public void ControllerThatHandsATokenToTheIssuer_IsSilent() => Assert.Empty(Found.In("""
        public record TokenModel(string AccessToken, string RefreshToken);

        public sealed class TokenController(Issuer.ITokenService service) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [Microsoft.AspNetCore.Mvc.HttpPost("refresh")]
            public Task<string> RefreshToken(TokenModel model) => service.RefreshTokenAsync(model.RefreshToken);
        }
        """, "namespace Issuer { public interface ITokenService { Task<string> RefreshTokenAsync(string refreshToken); } }"));

    [Fact]
    public void ControllerThatRefreshesAtAThirdParty_IsFound() => Assert.Single(Found.In("""
        public sealed class FormsController(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [Microsoft.AspNetCore.Mvc.HttpPost("refresh")]
            public Task RefreshToken(string refreshToken) => http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + refreshToken));
        }
        """));

    [Fact]
    public void IssuerThatComparesTheGrant_IsSilent() => Assert.Empty(Found.In("""
        public sealed class TokenEndpoint(HttpClient audit)
        {
            public async Task<string> HandleAsync(Dictionary<string, string> form)
            {
                if (form["grant_type"] == "refresh_token" && form.TryGetValue("refresh_token", out var refreshToken))
                {
                    await audit.GetAsync("https://audit.example/used");
                    return refreshToken;
                }

                return "";
            }
        }
        """));

    [Fact]
    public void MessageToAMediator_IsSilent() => Assert.Empty(Found.In("""
        public record RefreshTokenCommand(string RefreshToken);

        public sealed class Page(MediatR.ISender sender)
        {
            private string _refreshToken = "";

            public Task RefreshTokenAsync() => sender.Send(new RefreshTokenCommand(_refreshToken));
        }
        """, "namespace MediatR { public interface ISender { Task<object?> Send(object request); } }"));

    [Fact]
    public void SignInCookieRewritten_IsSilent() => Assert.Empty(Found.In("""
        public sealed class Accounts(Microsoft.AspNetCore.Identity.SignInManager<string> manager)
        {
            public Task RefreshSessionAsync(string user) => manager.RefreshSignInAsync(user);
        }
        """));

    [Fact]
    public void BrokenCode_IsSurvived() => Assert.Empty(new RefreshRace.Analyzers.Refreshes.RefreshFinder(Broken()).FindAll(CancellationToken.None));

    private static AnalysisScope Broken()
    {
        var tree = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("""
            class Session { Task RefreshTokenAsync( => _http.PostAsync(, new { grant_type = , refresh_token = _refreshToken ; object X => new() { [ "grant_type" ] = }; var t = await api.RefreshToken(
            """);
        var compilation = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create("Broken", [tree]);
        return new AnalysisScope(compilation, new RefreshRace.Analyzers.Symbols.WellKnownTypes(compilation), new NoOptions());
    }

    private sealed class NoOptions : Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptionsProvider
    {
        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GlobalOptions { get; } = new None();

        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GetOptions(Microsoft.CodeAnalysis.SyntaxTree tree) => GlobalOptions;

        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GetOptions(Microsoft.CodeAnalysis.AdditionalText textFile) => GlobalOptions;

        private sealed class None : Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = null;
                return false;
            }
        }
    }

    [Theory]
    [InlineData("[Obsolete(\"gone\", true)]", 0)]
    [InlineData("[Obsolete(\"gone\", error: true)]", 0)]
    [InlineData("[Obsolete(\"old\")]", 1)]
    public void CodeThatNobodyMayCall_IsSilent(string attribute, int found) => Assert.Equal(found, Found.In(attribute + " " + Client).Count);

    [Theory]
    [InlineData("Shop.Tests", 0)]
    [InlineData("Shop.IntegrationTests", 0)]
    [InlineData("AcmeTests", 0)]
    [InlineData("Acme.Tests.Integration", 0)]
    [InlineData("Acme.IntegrationTests.Common", 0)]
    [InlineData("Unit Test", 0)]
    [InlineData("Acme.UnitTest", 0)]
    [InlineData("Contests", 1)]
    [InlineData("Acme.Testing", 1)]
    [InlineData("Acme.Test.Client", 1)]
    public void ProjectNamedForTests_IsSilent(string project, int found) => Assert.Equal(found, Found.In(Client, project: project).Count);
}
