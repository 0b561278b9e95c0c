using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Pipeline;
using RefreshRace.Analyzers.Refreshes;
using RefreshRace.Analyzers.Symbols;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>What <see cref="RefreshFinder"/> finds in a source, in words: <c>Grant Certain PostAsync [_refreshToken]</c>.</summary>
internal static class Found
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Net.Http.Json;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    /// <param name="source">The code under test, without the customary usings.</param>
    /// <param name="package">Code of another assembly, which the source sees as metadata only.</param>
    /// <param name="assemblyName">The name of that assembly.</param>
    /// <param name="refreshMethods">The value of <c>refreshrace.refresh_methods</c>.</param>
    /// <param name="project">The name of the assembly under test.</param>
    public static IReadOnlyList<string> In(string source, string? package = null, string assemblyName = "Package", string? refreshMethods = null, string project = "Tested") =>
        [.. Calls(source, package, assemblyName, refreshMethods, project).Select(InWords)];

    public static ImmutableArray<RefreshCall> Calls(string source, string? package = null, string assemblyName = "Package", string? refreshMethods = null, string project = "Tested")
    {
        var references = Framework.NetCore.AddRange(Framework.AspNetCore);
        if (package is not null)
        {
            var image = new MemoryStream();
            var emitted = Compile(assemblyName, Usings + package, references).Emit(image);
            Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
            references = references.Add(MetadataReference.CreateFromImage(image.ToArray()));
        }

        var compilation = Compile(project, Usings + source, references);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new Options(refreshMethods));
        return new RaceMerge(scope).Sites(new RefreshFinder(scope).FindAll(CancellationToken.None), CancellationToken.None);
    }

    /// <summary>What is found in a source that does not compile, because packages are missing.</summary>
    public static IReadOnlyList<string> InUnrestored(string source)
    {
        var compilation = Compile("Tested", Usings + source, Framework.NetCore);
        Assert.Contains(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new Options(null));
        return [.. new RefreshFinder(scope).FindAll(CancellationToken.None).Select(InWords)];
    }

    private static string InWords(RefreshCall call)
    {
        var callee = call.Operation switch
        {
            IInvocationOperation invocation => invocation.TargetMethod.Name,
            IPropertyReferenceOperation property => property.Property.Name,
            _ => call.Operation.Kind.ToString(),
        };
        return $"{call.Kind} {call.Strength} {callee} [{string.Join(", ", call.Tokens.Select(token => token.Syntax))}]";
    }

    private static CSharpCompilation Compile(string name, string source, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private sealed class Options(string? refreshMethods) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(refreshMethods);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string? refreshMethods) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == "refreshrace.refresh_methods" ? refreshMethods : null;
                return value is not null;
            }
        }
    }
}
