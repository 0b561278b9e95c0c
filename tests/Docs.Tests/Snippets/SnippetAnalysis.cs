using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;
using RefreshRace.Verification;

namespace RefreshRace.Docs.Tests.Snippets;

/// <summary>Compiles a snippet as a project would that installed the package and the imaginary client package, and asks the analyzer.</summary>
internal static class SnippetAnalysis
{
    /// <summary>What a project with <c>ImplicitUsings</c> has.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string Usings = """
        global using System;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Caching.Memory;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Logging;
        global using RefreshRace;
        """;

    private static readonly MetadataReference[] s_framework = [.. Framework.NetCore, .. Framework.AspNetCore];
    private static readonly Lazy<MetadataReference> s_client = new(CompileClient);
    private static readonly MetadataReference[] s_packages =
    [
        Framework.Runtime, Of(typeof(Extensions.ScopedSingleFlight<,>)), Of(typeof(Distributed.IFlightStore)), Of(typeof(Postgres.PostgresFlightStore)), Of(typeof(Redis.RedisFlightStore)),
        Of(typeof(Npgsql.NpgsqlDataSource)), Of(typeof(StackExchange.Redis.IConnectionMultiplexer)),
    ];
    private static readonly MetadataReference[] s_testPackages = [Of(typeof(Testing.RaceProbe)), Of(typeof(FactAttribute)), Of(typeof(Assert))];

    private static readonly MetadataReference[] s_oidcPackages =
        [Of(typeof(Duende.IdentityModel.OidcClient.OidcClient)), Of(typeof(Duende.IdentityModel.Client.TokenResponse))];

    private static readonly MetadataReference[] s_telemetryPackages =
    [
        Of(typeof(OpenTelemetry.Sdk)),
        Of(typeof(OpenTelemetry.Metrics.MeterProviderBuilder)),
        Of(typeof(OpenTelemetry.Metrics.OpenTelemetryDependencyInjectionMetricsServiceCollectionExtensions)),
        Of(typeof(OpenTelemetry.Exporter.OtlpExporterOptions)),
        Of(typeof(OpenTelemetry.OpenTelemetryBuilder)),
    ];

    /// <summary>Compile errors and findings, as <c>line of the page: id</c>; a compile error also says what is wrong.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(Snippet snippet)
    {
        var compilation = Compile("Page", References(snippet), Usings, snippet.Code);
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var options = new AnalyzerOptions([], new SnippetOptions(compilation.SyntaxTrees[^1], snippet.EditorConfig ?? ""));
        var findings = await compilation.WithAnalyzers([new RefreshRaceAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
        return
        [
            .. errors.Select(error => $"{LineOf(error)}: {error.Id} {error.GetMessage()}"),
            .. findings.OrderBy(finding => finding.Location.SourceSpan).Select(finding => $"{LineOf(finding)}: {finding.Id}"),
        ];

        int LineOf(Diagnostic diagnostic) => snippet.Line + diagnostic.Location.GetLineSpan().StartLinePosition.Line;
    }

    /// <summary>Compiles a snippet that is a whole file of its own, without the usings that the other pages take for granted.</summary>
    public static Assembly Load(Snippet snippet)
    {
        using var image = new MemoryStream();
        var result = Compile("Page" + snippet.Line, References(snippet), ImplicitUsings, snippet.Code).Emit(image);
        return result.Success ? Assembly.Load(image.ToArray()) : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    // A project that sees a test framework is test code to the analyzer, which then says nothing; so only the code that uses one sees it.
    private static MetadataReference[] References(Snippet snippet) =>
    [
        .. s_framework,
        .. s_packages,
        s_client.Value,
        .. snippet.Code.Contains("using RefreshRace.Testing;", StringComparison.Ordinal) ? s_testPackages : [],
        .. snippet.Code.Contains("using OpenTelemetry", StringComparison.Ordinal) ? s_telemetryPackages : [],
        .. snippet.Code.Contains("using Duende.", StringComparison.Ordinal) ? s_oidcPackages : [],
    ];

    private static MetadataReference Of(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);

    private static CSharpCompilation Compile(string name, IEnumerable<MetadataReference> references, params string[] sources) =>
        CSharpCompilation.Create(
            name,
            sources.Select(source => CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static MetadataReference CompileClient()
    {
        using var source = new StreamReader(typeof(SnippetAnalysis).Assembly.GetManifestResourceStream("IdentityClient.cs")!);
        using var image = new MemoryStream();
        var result = Compile("IdentityClient", s_framework, source.ReadToEnd()).Emit(image);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
