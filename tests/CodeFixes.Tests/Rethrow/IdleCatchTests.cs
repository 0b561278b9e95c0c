using Xunit;
using VerifyCS = RefreshRace.Verification.CSharpVerifier<RefreshRace.CodeFixes.Tests.Rethrow.MarkedSwallowAnalyzer, RefreshRace.CodeFixes.RethrowFix>;

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>RR0002: a catch that did nothing but hide the failure goes, and the try with it.</summary>
public sealed class IdleCatchTests
{
    [Fact]
    public Task The_code_of_the_try_takes_its_place() => InMethod(
        """
                Console.WriteLine("before");

                // Why it is asked here.
                try
                {
                    // What it asks.
                    var answer = await AskAsync(
                        "a",
                        other: "b");

                    if (answer.Length == 0)
                    {
                        Console.WriteLine("empty"); // as it should not be
                    }

                    return answer;
                }
                [|catch (Exception exception)|]
                {
                    return null;
                }
        """,
        """
                Console.WriteLine("before");

                // Why it is asked here.
                // What it asks.
                var answer = await AskAsync(
                    "a",
                    other: "b");

                if (answer.Length == 0)
                {
                    Console.WriteLine("empty"); // as it should not be
                }

                return answer;
        """);

    [Fact]
    public Task A_finally_stays_and_so_does_an_earlier_catch_that_does_something() => InMethod(
        """
                try
                {
                    try
                    {
                        return await AskAsync("a", "b");
                    }
                    catch (TimeoutException)
                    {
                        Console.WriteLine("slow");
                        throw;
                    }
                    [|catch|]
                    {
                        return null;
                    }
                }
                [|catch (Exception)|]
                {
                    return null;
                }
                finally
                {
                    Console.WriteLine("asked");
                }
        """,
        """
                try
                {
                    try
                    {
                        return await AskAsync("a", "b");
                    }
                    catch (TimeoutException)
                    {
                        Console.WriteLine("slow");
                        throw;
                    }
                }
                finally
                {
                    Console.WriteLine("asked");
                }
        """);

    [Fact]
    public Task An_earlier_catch_that_only_let_go_what_the_last_one_would_have_taken_goes_too() => InMethod(
        """
                try
                {
                    return await AskAsync("a", "b");
                }
                catch (OperationCanceledException)
                {
                    throw;
                }
                [|catch (Exception)|]
                {
                    return null;
                }
        """,
        """
                return await AskAsync("a", "b");
        """);

    [Fact]
    public Task A_comment_or_a_filter_keeps_it() => InMethod(
        """
                try
                {
                    Console.WriteLine(await AskAsync("a", "b"));
                }
                [|catch (Exception exception) when (exception.Message.Length > 0)|]
                {
                    return null;
                }

                try
                {
                    return await AskAsync("a", "b");
                }
                [|catch (Exception)|]
                {
                    // The caller knows.
                    return null;
                }
        """,
        """
                try
                {
                    Console.WriteLine(await AskAsync("a", "b"));
                }
                catch (Exception exception) when (exception.Message.Length > 0)
                {
                    throw;
                }

                try
                {
                    return await AskAsync("a", "b");
                }
                catch (Exception)
                {
                    // The caller knows.
                    throw;
                }
        """);

    [Fact]
    public Task Names_that_the_code_around_has_as_well_keep_it() => InMethod(
        """
                try
                {
                    var answer = await AskAsync("a", "b");
                    Console.WriteLine(answer);
                }
                [|catch (Exception)|]
                {
                    return null;
                }

                if (DateTime.Now.Year > 0)
                {
                    var answer = "other";
                    return answer;
                }

                return "";
        """,
        """
                try
                {
                    var answer = await AskAsync("a", "b");
                    Console.WriteLine(answer);
                }
                catch (Exception)
                {
                    throw;
                }

                if (DateTime.Now.Year > 0)
                {
                    var answer = "other";
                    return answer;
                }

                return "";
        """);

    [Theory]
    [InlineData("return this.answer + answer;")]
    [InlineData("return string.Concat(from answer in new[] { 1 } select answer);")]
    public Task A_name_that_means_something_else_behind_it_keeps_it(string behind)
    {
        var kept = """
                    try
                    {
                        var answer = await AskAsync("a", "b");
                        Console.WriteLine(answer);
                    }
                    [|catch (Exception)|]
                    {
                        return null;
                    }

            """ + "        " + behind;
        return InMethod(kept, kept.Replace("[|", "").Replace("|]", "").Replace("return null;", "throw;"));
    }

    [Fact]
    public Task What_is_disposed_of_at_the_end_of_the_try_is_not_to_live_longer() => InMethod(
        """
                try
                {
                    using var file = System.IO.File.OpenRead("a");
                    Console.WriteLine(await AskAsync("a", "b"));
                }
                [|catch (Exception)|]
                {
                    return null;
                }

                return await AskAsync("c", "d");
        """,
        """
                try
                {
                    using var file = System.IO.File.OpenRead("a");
                    Console.WriteLine(await AskAsync("a", "b"));
                }
                catch (Exception)
                {
                    throw;
                }

                return await AskAsync("c", "d");
        """);

    [Fact]
    public Task A_try_on_one_line_is_laid_out_anew() => InMethod(
        """
                try { return await AskAsync("a", "b"); }
                [|catch|] { return null; }
        """,
        """
                return await AskAsync("a", "b");
        """);

    private static Task InMethod(string body, string fixedBody) => VerifyCS.VerifyFixAsync(Class(body), Class(fixedBody), RethrowFix.Key);

    private static string Class(string body) =>
        $$"""
        using System;
        using System.Linq;
        using System.Threading.Tasks;

        class Client
        {
            string answer = "";

            Task<string> AskAsync(string what, string other) => Task.FromResult("");

            async Task<string?> RefreshAsync()
            {
        {{body}}
            }
        }
        """;
}
