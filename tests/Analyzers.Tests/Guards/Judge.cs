using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Guards;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Symbols;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>
/// Asks the guard judge about one call without the rest of the analyzer. A source holds calls of <c>SendAsync</c> (or <c>Send</c>), which stand for the refresh;
/// its string arguments are the tokens. Where a member that holds such a call is called by others, the walk goes up as the analyzer does.
/// </summary>
internal static class Judge
{
    private const string Prelude = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;

        public sealed record Tokens(string Access, string Refresh, DateTimeOffset ExpiresAt) { public bool IsExpired => ExpiresAt < DateTimeOffset.UtcNow; }

        public interface IStore { Task<Tokens> LoadAsync(); Task SaveAsync(Tokens tokens); string this[string key] { get; set; } }

        public static class Idp
        {
            public static extern Task<Tokens> SendAsync(string refreshToken, CancellationToken cancellationToken = default);
            public static extern Tokens Send(string refreshToken);
        }

        """;

    /// <summary>The flaw that stands for the path; <see cref="GuardFlaw.None"/> with <c>Found</c> for a guarded one.</summary>
    public static GuardVerdict Of(string source, string? entry = null)
    {
        var tree = CSharpSyntaxTree.ParseText(Prelude + source, new CSharpParseOptions(LanguageVersion.Latest), path: "Test.cs");
        var compilation = CSharpCompilation.Create(
            "Test",
            [tree],
            [.. Framework.NetCore, .. Framework.AspNetCore, Framework.Runtime],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS0626").ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));

        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new NoOptions());
        var judge = new GuardJudge(scope, new InstanceLifetimes(scope));
        var model = scope.Bodies.Model(tree)!;
        var call = tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText is "SendAsync" or "Send")
            .Select(name => name.AncestorsAndSelf().FirstOrDefault(node => model.GetOperation(node) is IMethodReferenceOperation or IInvocationOperation))
            .OfType<SyntaxNode>()
            .Select(node => model.GetOperation(node)!)
            .First();
        return Walk(call, null, []);

        GuardVerdict Walk(IOperation operation, CallFrame? callee, HashSet<string> seen)
        {
            var body = scope.Bodies.Containing(operation.Syntax, default)!;
            var tokens = (operation as IInvocationOperation)?.Arguments.Select(argument => argument.Value).Where(value => value.Type?.SpecialType == SpecialType.System_String || value.Type?.Name == "Tokens").ToImmutableArray() ?? [];
            var verdict = judge.Judge(body, operation, tokens, callee, default);
            if (verdict.Holds || !seen.Add(body.Member.Name) || body.Member.Name == entry)
            {
                return verdict;
            }

            var frame = new CallFrame(body, operation, callee, tokens, TokenOrigin.State) { Forced = verdict.Forced };
            var caller = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(site => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(site).Symbol?.OriginalDefinition, body.Member) && (entry is null || scope.Bodies.Containing(site, default)?.Member.Name == entry))
                .Select(site => model.GetOperation(site))
                .FirstOrDefault();
            var above = caller is null ? GuardVerdict.None : Walk(caller, frame, seen);
            return above.Holds || !verdict.Found ? above : verdict;
        }
    }

    public static void Holds(string source, string? entry = null)
    {
        var verdict = Of(source, entry);
        Assert.True(verdict.Holds, verdict.Found ? $"{verdict.Flaw}: {verdict.Detail}" : "no guard found");
    }

    public static void Flawed(GuardFlaw flaw, string source, string? entry = null)
    {
        var verdict = Of(source, entry);
        Assert.True(verdict.Found, "no guard found");
        Assert.Equal(flaw, verdict.Flaw);
    }

    public static void Missing(string source, string? entry = null)
    {
        var verdict = Of(source, entry);
        Assert.False(verdict.Found, $"{verdict.Flaw}: {verdict.Detail} at {verdict.Guard?.Syntax}");
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
