using Xunit;
using VerifyCS = RefreshRace.Verification.CSharpVerifier<RefreshRace.CodeFixes.Tests.Rethrow.MarkedSwallowAnalyzer, RefreshRace.CodeFixes.RethrowFix>;

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>RR0002: what the catch does stays, and the failure goes on to the callers.</summary>
public sealed class RethrowFixTests
{
    [Fact]
    public Task A_returned_null_becomes_a_rethrow() => InMethod(
        """
                try
                {
                    return await RefreshAsync();
                }
                [|catch (Exception exception) when (exception is not OperationCanceledException)|]
                {
                    Console.WriteLine(exception); // for the operator
                    // Nobody is told.
                    return null;
                }
        """,
        """
                try
                {
                    return await RefreshAsync();
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Console.WriteLine(exception); // for the operator
                    // Nobody is told.
                    throw;
                }
        """);

    [Fact]
    public Task What_nothing_reaches_any_more_goes_with_it() => InMethod(
        """
                try
                {
                    return await RefreshAsync();
                }
                [|catch|]
                {
                    Console.WriteLine("failed");
                }

                return null;
        """,
        """
                try
                {
                    return await RefreshAsync();
                }
                catch
                {
                    Console.WriteLine("failed");
                    throw;
                }
        """);

    [Fact]
    public Task Code_that_success_still_reaches_stays() => InMethod(
        """
                string? tokens = null;
                try
                {
                    tokens = await RefreshAsync();
                }
                [|catch (Exception)|]
                {
                    // Nothing to do.
                }

                return tokens;
        """,
        """
                string? tokens = null;
                tokens = await RefreshAsync();

                return tokens;
        """);

    [Fact]
    public Task Both_ways_out_of_a_catch_rethrow_and_a_nested_one_too_in_one_round() => InMethod(
        """
                try
                {
                    return await RefreshAsync();
                }
                [|catch (TimeoutException exception)|]
                {
                    if (exception.Message.Length > 3)
                    {
                        return null;
                    }

                    return "";
                }
                [|catch (Exception)|]
                {
                    return null;
                }
        """,
        """
                try
                {
                    return await RefreshAsync();
                }
                catch (TimeoutException exception)
                {
                    if (exception.Message.Length > 3)
                    {
                        throw;
                    }

                    throw;
                }
        """);

    [Fact]
    public Task An_unsuccessful_answer_throws_with_its_status() => InMethod(
        """
                using var response = await SendAsync();
                [|if (!response.IsSuccessStatusCode)|]
                {
                    Console.WriteLine("failed");
                    return null;
                }

                return await response.Content.ReadAsStringAsync();
        """,
        """
                using var response = await SendAsync();
                if (!response.IsSuccessStatusCode)
                {
                    Console.WriteLine("failed");
                    throw new HttpRequestException($"The renewal was answered with status {response.StatusCode:D}.", inner: null, statusCode: response.StatusCode);
                }

                return await response.Content.ReadAsStringAsync();
        """);

    [Fact]
    public Task The_way_past_the_successful_branch_throws() => InMethod(
        """
                using var response = await SendAsync();
                [|if (response.IsSuccessStatusCode)|]
                {
                    return await response.Content.ReadAsStringAsync();
                }

                return null;
        """,
        """
                using var response = await SendAsync();
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsStringAsync();
                }

                throw new HttpRequestException($"The renewal was answered with status {response.StatusCode:D}.", inner: null, statusCode: response.StatusCode);
        """);

    [Fact]
    public Task An_empty_value_of_an_unsuccessful_answer_throws() => InMethod(
        """
                using var response = await SendAsync();
                var tokens = [|response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null|];
                return tokens;
        """,
        """
                using var response = await SendAsync();
                var tokens = response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : throw new HttpRequestException($"The renewal was answered with status {response.StatusCode:D}.", inner: null, statusCode: response.StatusCode);
                return tokens;
        """);

    [Fact]
    public async Task Comments_in_code_that_goes_stay()
    {
        const string Body = """
                    try
                    {
                        return await RefreshAsync();
                    }
                    catch (Exception)
                    {
                        return /* nothing */ null;
                        // dead before
                        Console.WriteLine(/* inside the dead */ "never");
                    }

                    // before the rest
                    if (DateTime.Now.Year > 0)
                    {
                        // inside the rest
                        Console.WriteLine("never"); // behind it
                    }

                    return null; // at the end
            """;
        var runner = new Harness.FixRunner(new RethrowFix(), new MarkedSwallowAnalyzer());
        var document = runner.NewDocument(Class(Body));
        var changed = await Harness.FixRunner.ApplyAsync(document, Assert.Single(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)))));
        var text = (await changed.GetTextAsync()).ToString();
        Assert.All(
            new[] { "/* nothing */", "// dead before", "/* inside the dead */", "// before the rest", "// inside the rest", "// behind it", "// at the end" },
            comment => Assert.Contains(comment, text, StringComparison.Ordinal));
        Assert.DoesNotContain("never", text, StringComparison.Ordinal);
        Assert.Empty(await Harness.FixRunner.CompileAsync(changed));
    }

    [Fact]
    public Task A_file_with_tabs_keeps_them()
    {
        const string Body = "        try\n        {\n            return await RefreshAsync();\n        }\n        HEAD\n        {\n            Console.WriteLine();\n            END\n        }";
        return VerifyCS.VerifyFixAsync(
            Tabs(Class(Body.Replace("HEAD", "[|catch (Exception)|]").Replace("END", "return null;"))),
            Tabs(Class(Body.Replace("HEAD", "catch (Exception)").Replace("END", "throw;"))),
            RethrowFix.Key);

        static string Tabs(string source) => source.Replace("    ", "\t");
    }

    [Fact]
    public Task Another_turn_of_a_loop_is_no_place_for_a_rethrow()
    {
        const string Body = "        while (true)\n        {\n            try\n            {\n                return await RefreshAsync();\n            }\n            [|catch (Exception)|]\n            {\n                continue;\n            }\n        }";
        return VerifyCS.VerifyNoFixAsync(Class(Body));
    }

    private static Task InMethod(string body, string fixedBody) => VerifyCS.VerifyFixAsync(Class(body), Class(fixedBody), RethrowFix.Key);

    private static string Class(string body) =>
        $$"""
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;

        class Client
        {
            Task<string> RefreshAsync() => Task.FromResult("");

            Task<HttpResponseMessage> SendAsync() => Task.FromResult(new HttpResponseMessage());

            async Task<string?> GetAsync()
            {
        {{body}}
            }
        }
        """;
}
