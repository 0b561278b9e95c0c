using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.Testing.Tests;

/// <summary>The overloads of the probe are told apart by every C# that a project of a supported framework may be set to.</summary>
public sealed class ProbeLanguageVersionTests
{
    private static readonly string[] s_forms =
    [
        "ct => Client.F(ct)",
        "async ct => await Client.F(ct)",
        "async ct => { await Client.F(ct); }",
        "async ct => { var r = await Client.F(ct); return r; }",
        "ct => { return Client.F(ct); }",
        "Client.F",
        "ct => Client.V(ct)",
        "async ct => await Client.V(ct)",
        "async ct => { await Client.V(ct); }",
        "async ct => { var r = await Client.V(ct); return r; }",
        "Client.V",
        "ct => Client.Plain(ct)",
        "async ct => await Client.Plain(ct)",
        "Client.Plain",
        "ct => Client.PlainValue(ct)",
        "async ct => await Client.PlainValue(ct)",
        "ct => throw new InvalidOperationException()",
        "async ct => { await Task.Yield(); throw new InvalidOperationException(); }",
        "ct => { throw new InvalidOperationException(); }",
        "ct => Client.Blocking(ct)",
    ];

    private static readonly string[] s_exchanges =
    [
        "(token, ct) => Client.Renew(token, ct)",
        "async (token, ct) => await Client.Renew(token, ct)",
        "async (token, ct) => { var r = await Client.Renew(token, ct); return r; }",
        "Client.Renew",
        "(token, ct) => Client.RenewValue(token, ct)",
        "async (token, ct) => await Client.RenewValue(token, ct)",
        "Client.RenewValue",
        "(token, ct) => throw new InvalidOperationException()",
    ];

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ]);

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3)]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void Every_form_of_a_call_compiles(LanguageVersion version)
    {
        var calls = s_forms.Select(form => $"RaceProbe.RunAsync(server, {form});")
            .Concat(s_exchanges.Select(form => $"RaceProbe.RunExchangeAsync(server, \"\", {form});"));
        var source = $$"""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using RefreshRace.Testing;

            public static class Client
            {
                public static Task<bool> F(CancellationToken ct) { return null; }
                public static ValueTask<bool> V(CancellationToken ct) { return default; }
                public static Task Plain(CancellationToken ct) { return null; }
                public static ValueTask PlainValue(CancellationToken ct) { return default; }
                public static bool Blocking(CancellationToken ct) { return true; }
                public static Task<string> Renew(string token, CancellationToken ct) { return null; }
                public static ValueTask<string> RenewValue(string token, CancellationToken ct) { return default; }
            }

            public static class Races
            {
                public static void Run(RotatingTokenServer server)
                {
                    {{string.Join("\n        ", calls)}}
                }
            }
            """;

        var compilation = CSharpCompilation.Create(
            "Races",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }
}
