using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Failures;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Symbols;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>
/// Asks the fourth question alone. A comment <c>/*1*/</c> stands before the refresh, <c>/*2*/</c> before the call that leads to it, and so on upwards;
/// the judgement is about the highest. The token is the call's first argument.
/// </summary>
internal static class Judged
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string World = """

        public sealed class Tokens
        {
            public string AccessToken { get; set; }
            public string RefreshToken { get; set; }
        }

        public sealed class TokenAnswer
        {
            public bool IsError { get; set; }
            public string Error { get; set; }
            public string AccessToken { get; set; }
            public string RefreshToken { get; set; }
        }

        public sealed class InvalidGrantException : Exception;

        public sealed class ApiException(string message, Exception inner = null) : Exception(message, inner);

        public interface ITokenClient
        {
            Task<Tokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken = default);
            Task<TokenAnswer> RequestAsync(string refreshToken);
            Tokens Refresh(string refreshToken);
        }

        public interface ITokenStore
        {
            Task<Tokens> GetAsync();
            Task SaveAsync(Tokens tokens);
            Task SetAccessTokenAsync(string accessToken);
            Task ClearAsync();
        }

        public interface ILogger
        {
            void LogError(Exception exception, string message);
            void LogWarning(string message);
        }
        """;

    /// <summary>What is found in the source, one text each: the kind, the first word of the place, and the detail; doubtful ones end in a question mark.</summary>
    public static string[] In(string source, TokenOrigin origin = TokenOrigin.State)
    {
        var text = Usings + source + World;
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(text), new CSharpParseOptions(LanguageVersion.Latest));
        var compilation = CSharpCompilation.Create("Judged", [tree], Framework.NetCore, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return Of(compilation, tree, text, origin);
    }

    /// <summary>How many calls were judged in code that need not compile: each one as if it were the refresh.</summary>
    public static int EveryCall(string source)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(Usings + source + World), new CSharpParseOptions(LanguageVersion.Latest));
        var compilation = CSharpCompilation.Create("Judged", [tree], Framework.NetCore, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new NoOptions());
        var judge = new FailureJudge(scope, new CallerIndex(scope));
        var count = 0;
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (scope.Bodies.Containing(node, CancellationToken.None) is { } body && body.Root.Descendants().FirstOrDefault(operation => operation.Syntax == node) is { } call)
            {
                judge.Judge(new CallFrame(body, call, null, [.. call.ChildOperations.Take(1)], TokenOrigin.State), CancellationToken.None);
                count++;
            }
        }

        return count;
    }

    /// <summary>The source of a method that holds the body, with a client, a store, a logger, and a field for the token.</summary>
    public static string Method(string body, string signature = "async Task<string> GetAsync(CancellationToken ct)", string members = "") => $$"""
        public sealed class Session(ITokenClient client, ITokenStore store, ILogger logger)
        {
            private string _refreshToken = "";
            private Tokens _tokens = new();
            {{members}}

            public {{signature}}
            {
                {{body}}
            }
        }
        """;

    private static string[] Of(CSharpCompilation compilation, SyntaxTree tree, string text, TokenOrigin origin)
    {
        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new NoOptions());
        CallFrame? frame = null;
        for (var depth = 1; text.IndexOf($"/*{depth}*/", StringComparison.Ordinal) is >= 0 and var at; depth++)
        {
            frame = FrameAt(tree, scope, at + $"/*{depth}*/".Length, frame, origin);
        }

        Assert.NotNull(frame);
        return [.. new FailureJudge(scope, new CallerIndex(scope)).Judge(frame, CancellationToken.None).Select(Describe)];
    }

    private static string Describe(FailureFinding finding) =>
        $"{finding.Kind} {finding.Place.GetFirstToken().ValueText}: {finding.Detail}{(finding.Doubtful ? "?" : "")}";

    private static CallFrame FrameAt(SyntaxTree tree, AnalysisScope scope, int position, CallFrame? callee, TokenOrigin origin)
    {
        var starting = tree.GetRoot().FindToken(position).Parent!.AncestorsAndSelf().OfType<ExpressionSyntax>().Where(expression => expression.SpanStart == position).ToList();
        var node = starting.OfType<InvocationExpressionSyntax>().FirstOrDefault() ?? starting.Last(expression => expression.Parent is ArgumentSyntax);
        var body = scope.Bodies.Containing(node, CancellationToken.None)!;
        var call = body.Root.DescendantsAndSelf().First(operation => operation.Syntax == node && operation is IInvocationOperation or IMethodReferenceOperation);
        var tokens = call is IInvocationOperation { Arguments: [{ ArgumentKind: ArgumentKind.Explicit } first, ..] } ? ImmutableArray.Create(first.Value) : [];
        return new CallFrame(body, call, callee, tokens, origin);
    }

    private sealed class NoOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new None();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class None : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = "";
                return false;
            }
        }
    }
}
