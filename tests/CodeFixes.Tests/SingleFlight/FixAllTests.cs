using Microsoft.CodeAnalysis.Testing;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>One round for a document, a project and a solution, with the result of fixing one by one. The verifier asserts the rounds.</summary>
public sealed class FixAllTests
{
    [Fact]
    public Task Many_members_two_calls_in_one_and_names_that_are_taken() => Marked.FixAsync(
        """
        public static class A
        {
            public static async Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken)
            {
                try
                {
                    return await {|RR0001:provider.RedeemAsync(refreshToken)|};
                }
                catch (TimeoutException)
                {
                    return await provider.RedeemAsync(refreshToken);
                }
            }

            public static async Task<string> RefreshAsync(IProvider provider, ITokenStore store)
            {
                var tokens = await {|RR0001:provider.RedeemAsync(store.RefreshToken)|};
                return tokens.AccessToken;
            }

            private static void RefreshCoreAsync() { }
        }

        public static class B
        {
            public static async Task<string> RefreshAsync(IProvider provider, ITokenStore store)
            {
                var tokens = await {|RR0001:provider.RedeemAsync(store.RefreshToken)|};
                return tokens.AccessToken;
            }
        }
        """.Replace("return await provider.RedeemAsync(refreshToken);", "return await {|RR0001:provider.RedeemAsync(refreshToken)|};"),
        """
        public static class A
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight2 = new();

            public static Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCore2Async(provider, token));
            }

            private static async Task<TokenResponse> RefreshCore2Async(IProvider provider, string refreshToken)
            {
                try
                {
                    return await provider.RedeemAsync(refreshToken);
                }
                catch (TimeoutException)
                {
                    return await provider.RedeemAsync(refreshToken);
                }
            }

            public static async Task<string> RefreshAsync(IProvider provider, ITokenStore store)
            {
                var tokens = await s_refreshFlight2.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }

            private static void RefreshCoreAsync() { }
        }

        public static class B
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public static async Task<string> RefreshAsync(IProvider provider, ITokenStore store)
            {
                var tokens = await s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }
        }
        """,
        configure: test => test.NumberOfIncrementalIterations = 3);

    [Fact]
    public Task Several_documents_and_projects()
    {
        const string Before = "using System.Threading.Tasks;\nusing Sdk;\n\npublic class {0}\n{\n    public Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken) => {|RR0001:provider.RedeemAsync(refreshToken)|};\n}\n";
        const string After = "using System.Threading.Tasks;\nusing RefreshRace;\nusing Sdk;\n\npublic class {0}\n{\n    private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();\n\n    public Task<TokenResponse> RefreshAsync(IProvider provider, string refreshToken) => s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));\n}\n";
        return Marked.RawAsync(Before.Replace("{0}", "A"), After.Replace("{0}", "A"), configure: test =>
        {
            test.TestState.Sources.Add(Before.Replace("{0}", "B"));
            test.FixedState.Sources.Add(After.Replace("{0}", "B"));
            var sdk = "#nullable disable\n" + Sdk.Source;
            test.AddProject("Second", Before.Replace("{0}", "C"), sdk);
            test.FixedState.AdditionalProjects.Add("Second", new ProjectState("Second", "C#", "/Second/", "cs") { Sources = { After.Replace("{0}", "C"), sdk } });
        });
    }

    [Fact]
    public Task The_parts_of_a_type_in_several_documents_share_their_names()
    {
        const string Before = "using System.Threading.Tasks;\nusing Sdk;\n\npublic partial class A\n{\n    public async Task<string> RefreshAsync({0}string refreshToken)\n    {\n        return (await {|RR0001:provider.RedeemAsync(refreshToken)|}).AccessToken;\n    }\n}\n";
        const string After = "using System.Threading.Tasks;\nusing RefreshRace;\nusing Sdk;\n\npublic partial class A\n{\n    private static readonly SingleFlight<string, string> s_refreshFlight{1} = new();\n\n    public Task<string> RefreshAsync({0}string refreshToken)\n    {\n        return s_refreshFlight{1}.RunAsync(refreshToken, (token, _) => RefreshCore{1}Async({2}token));\n    }\n\n    private static async Task<string> RefreshCore{1}Async({0}string refreshToken)\n    {\n        return (await provider.RedeemAsync(refreshToken)).AccessToken;\n    }\n}\n";
        return Marked.RawAsync(Before.Replace("{0}", "IProvider provider, "), After.Replace("{0}", "IProvider provider, ").Replace("{1}", "").Replace("{2}", "provider, "), configure: test =>
        {
            test.TestState.Sources.Add(Before.Replace("{0}", "IProvider provider, ITokenStore store, "));
            test.FixedState.Sources.Add(After.Replace("{0}", "IProvider provider, ITokenStore store, ").Replace("{1}", "2").Replace("{2}", "provider, store, "));
            test.NumberOfIncrementalIterations = 2;
        });
    }

    [Fact]
    public async Task Line_ends_conditional_usings_and_the_file_header_stay_as_they_are()
    {
        var runner = FixRunner.ForMarked();
        var source = "// Licence.\r\n\r\n#if DEBUG\r\nusing System.Text;\r\n#endif\r\nusing System.Threading.Tasks;\r\n\r\npublic class A\r\n{\r\n    public async Task<Sdk.TokenResponse> RefreshAsync(Sdk.IProvider provider, string refreshToken)\r\n    {\r\n        var t = await provider.RedeemAsync(refreshToken);\r\n        return t;\r\n    }\r\n}\r\n";
        var document = runner.NewDocument(source);
        var offers = await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)));
        var text = (await (await FixRunner.ApplyAsync(document, offers[0])).GetTextAsync()).ToString();
        Assert.DoesNotContain("\n", text.Replace("\r\n", ""));
        Assert.StartsWith("// Licence.\r\n\r\nusing RefreshRace;\r\n#if DEBUG\r\nusing System.Text;\r\n#endif\r\nusing System.Threading.Tasks;\r\n\r\npublic class A", text);
    }

    [Fact]
    public async Task A_licence_in_a_region_stays_at_the_top()
    {
        var runner = FixRunner.ForMarked();
        var source = "#region Licence\r\n\r\n/* Text. */\r\n\r\n#endregion\r\n\r\nusing System.Threading.Tasks;\r\n\r\npublic class A\r\n{\r\n    public async Task<Sdk.TokenResponse> RefreshAsync(Sdk.IProvider provider, string refreshToken)\r\n    {\r\n        var t = await provider.RedeemAsync(refreshToken);\r\n        return t;\r\n    }\r\n}\r\n";
        var document = runner.NewDocument(source);
        var offers = await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)));
        var text = (await (await FixRunner.ApplyAsync(document, offers[0])).GetTextAsync()).ToString();
        Assert.DoesNotContain("\n", text.Replace("\r\n", ""));
        Assert.StartsWith("#region Licence\r\n\r\n/* Text. */\r\n\r\n#endregion\r\n\r\nusing System.Threading.Tasks;\r\nusing RefreshRace;\r\n\r\npublic class A", text);
    }
}
