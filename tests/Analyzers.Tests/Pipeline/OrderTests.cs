using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Pipeline;

/// <summary>Findings do not depend on the order of files, on which block is asked first, or on how many threads ask.</summary>
public sealed class OrderTests
{
    private const int Rounds = 10;

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    // The race, the guard, the failure and what leads there stand in files of their own; two refreshes meet in one handler, and one guard is forced by some callers only.
    private static readonly (string Path, string Text)[] s_project =
    [
        ("a/Endpoint.cs", """
            public sealed class Endpoint(HttpClient http)
            {
                public async Task<string> RefreshAsync(string refreshToken)
                {
                    var answer = await http.PostAsync("/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>
                    {
                        ["grant_type"] = "refresh_token",
                        ["refresh_token"] = refreshToken,
                    }));
                    return await answer.Content.ReadAsStringAsync();
                }

                public async Task<string> RenewAsync(string refreshToken)
                {
                    var answer = await http.PostAsync("/oauth/renew", new StringContent("grant_type=refresh_token&refresh_token=" + refreshToken));
                    return await answer.Content.ReadAsStringAsync();
                }
            }
            """),
        ("b/Forced.cs", """
            public sealed class Forced(Endpoint endpoint)
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                private string _refreshToken = "";
                private DateTime _expires;

                public async Task<string> GetAsync(bool force)
                {
                    await _gate.WaitAsync();
                    try
                    {
                        if (!force && _expires > DateTime.UtcNow)
                        {
                            return _refreshToken;
                        }

                        _refreshToken = await endpoint.RefreshAsync(_refreshToken);
                        _expires = DateTime.UtcNow.AddMinutes(5);
                        return _refreshToken;
                    }
                    finally
                    {
                        _gate.Release();
                    }
                }
            }
            """),
        ("c/Forcing.cs", "public sealed class Forcing(Forced tokens) { public Task<string> TokenAsync() => tokens.GetAsync(true); }"),
        ("d/Declining.cs", "public sealed class Declining(Forced tokens) { public Task<string> TokenAsync() => tokens.GetAsync(false); }"),
        ("e/Computing.cs", "public sealed class Computing(Forced tokens) { public Task<string> TokenAsync(bool force) => tokens.GetAsync(force); }"),
        ("f/Handler.cs", """
            public sealed class Handler(Endpoint endpoint)
            {
                private string _refreshToken = "";

                public async Task<bool> KeepAliveAsync(bool renew)
                {
                    try
                    {
                        _refreshToken = renew ? await endpoint.RenewAsync(_refreshToken) : await endpoint.RefreshAsync(_refreshToken);
                        return true;
                    }
                    catch (Exception)
                    {
                        return false;
                    }
                }
            }
            """),
        ("g/Runner.cs", """
            public interface IRunner { Task<string> RunAsync(Func<Task<string>> work); }

            public sealed class Locked : IRunner
            {
                private readonly SemaphoreSlim _gate = new(1, 1);

                public async Task<string> RunAsync(Func<Task<string>> work)
                {
                    await _gate.WaitAsync();
                    try { return await work(); }
                    finally { _gate.Release(); }
                }
            }
            """),
        ("h/Open.cs", "public sealed class Open : IRunner { public Task<string> RunAsync(Func<Task<string>> work) => Again(work, 3); private Task<string> Again(Func<Task<string>> work, int tries) => tries == 0 ? work() : Again(work, tries - 1); }"),
        ("i/Session.cs", """
            public sealed class Session(Endpoint endpoint, IRunner runner)
            {
                private string _refreshToken = "";

                public Task<string> TokenAsync() => runner.RunAsync(async () => _refreshToken = await endpoint.RefreshAsync(_refreshToken));
            }
            """),
        ("j/Grants.cs", "public static class Grants { public const string Kind = \"refresh_token\"; public static StringContent Body(string value) => new(\"grant_type=refresh_token&refresh_token=\" + value); }"),
        ("k/Poster.cs", """
            public sealed class Poster(HttpClient http)
            {
                private string _token = "";

                public async Task PostAsync()
                {
                    var answer = await http.PostAsync("/token", Grants.Body(_token));
                    _token = await answer.Content.ReadAsStringAsync();
                }
            }
            """),
    ];

    [Fact]
    public async Task Findings_AreTheSame_InAnyOrder()
    {
        var expected = await FindingsAsync(s_project, concurrent: false);
        Assert.True(expected.Length >= 5, string.Join('\n', expected));
        for (var round = 0; round < Rounds; round++)
        {
            var shuffled = s_project.ToArray();
            new Random(round).Shuffle(shuffled);
            Assert.Equal(string.Join('\n', expected), string.Join('\n', await FindingsAsync(shuffled, concurrent: round % 2 == 0)));
        }
    }

    private static async Task<ImmutableArray<string>> FindingsAsync(IEnumerable<(string Path, string Text)> files, bool concurrent)
    {
        var compilation = CSharpCompilation.Create(
            "Shuffled",
            files.Select(file => CSharpSyntaxTree.ParseText(Usings + file.Text, new CSharpParseOptions(LanguageVersion.Latest), file.Path)),
            Framework.NetCore,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: concurrent));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var analysed = compilation.WithAnalyzers(
            [new RefreshRaceAnalyzer()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: concurrent, logAnalyzerExecutionTime: false));
        var found = await analysed.GetAnalyzerDiagnosticsAsync();
        return [.. found.Select(InWords).Order(StringComparer.Ordinal)];
    }

    private static string InWords(Diagnostic diagnostic) =>
        $"{diagnostic} | {string.Join(", ", diagnostic.AdditionalLocations)} | {string.Join(", ", diagnostic.Properties.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))}";
}
