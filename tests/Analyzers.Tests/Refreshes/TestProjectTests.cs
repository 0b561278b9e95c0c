using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>A test project is silent, unless an option says otherwise.</summary>
public sealed class TestProjectTests
{
    [Theory]
    [InlineData("Acme.Tests", null, false)]
    [InlineData("Acme.Tests", "refreshrace.analyze_tests = false", false)]
    [InlineData("Acme.Tests", "refreshrace.analyze_tests = true", true)]
    [InlineData("Acme", "refreshrace.analyze_tests = false", true)]
    public Task TestProject_IsAnalysed_WhereTheOptionSaysSo(string project, string? option, bool reported) => VerifyCS.VerifyAnalyzerAsync(
        $$"""
        using System.Threading.Tasks;

        public interface IIdentityClient
        {
            Task<string> RefreshTokenAsync(string refreshToken);
        }

        public sealed class Session(IIdentityClient identity)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => _refreshToken = await {{(reported ? "{|RR0001:identity.RefreshTokenAsync(_refreshToken)|}" : "identity.RefreshTokenAsync(_refreshToken)")}};
        }
        """,
        test =>
        {
            test.EditorConfig = option;
            test.SolutionTransforms.Add((solution, id) => solution.WithProjectAssemblyName(id, project));
        });
}
