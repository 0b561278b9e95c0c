using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace RefreshRace.Verification;

/// <summary>
/// One test of an analyzer and, where a fixed state is given, of a code fix. The package behind it fails on compile errors in the input and in the
/// fixed code, on exceptions of the analyzer or the fix, and when a fix or a Fix All needs another number of rounds than said (one, unless said).
/// Documents are <c>TestState.Sources</c>; further projects are <c>TestState.AdditionalProjects</c>.
/// </summary>
public sealed class RefreshRaceTest<TAnalyzer, TCodeFix> : CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    public RefreshRaceTest()
    {
        // Named without a package: the references come from the SDK's packs below, and nothing is asked of the network.
        ReferenceAssemblies = new ReferenceAssemblies("net");
        MarkupOptions = MarkupOptions.UseFirstDescriptor;
        // Both checks compile every source once more; the tests that are about generated code and suppression switch them on.
        TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;
    }

    public LanguageVersion LanguageVersion { get; set; } = LanguageVersion.Latest;

    public NullableContextOptions Nullable { get; set; } = NullableContextOptions.Enable;

    public OutputKind OutputKind { get; set; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>Whether the sources see RefreshRace.dll, as a project does that installed the package.</summary>
    public bool ReferenceRuntime { get; set; } = true;

    public bool ReferenceAspNetCore { get; set; }

    /// <summary>Lines of a <c>[*.cs]</c> section, e.g. <c>refreshrace.refresh_methods = Client.Spin</c>.</summary>
    public string? EditorConfig { get; set; }

    /// <summary>Sources that stand in for packages (an SDK, a web framework); part of the input and the fixed state, and expected to stay as they are.</summary>
    public IList<string> Stubs { get; } = [];

    /// <summary>A second project that the first one references, with the same references.</summary>
    public ProjectState AddProject(string name, params string[] sources)
    {
        var project = new ProjectState(name, LanguageNames.CSharp, $"/{name}/", "cs");
        foreach (var source in sources)
        {
            project.Sources.Add(source);
        }

        TestState.AdditionalProjects.Add(name, project);
        return project;
    }

    protected override CompilationOptions CreateCompilationOptions() =>
        ((CSharpCompilationOptions)base.CreateCompilationOptions())
            .WithNullableContextOptions(LanguageVersion >= LanguageVersion.CSharp8 ? Nullable : NullableContextOptions.Disable);

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion, DocumentationMode.Parse);

    protected override Task RunImplAsync(CancellationToken cancellationToken)
    {
        var references = References();
        foreach (var state in new[] { TestState, FixedState, BatchFixedState })
        {
            foreach (var project in state.AdditionalProjects.Values)
            {
                project.AdditionalReferences.AddRange(references);
            }
        }

        TestState.AdditionalReferences.AddRange(references);
        TestState.OutputKind = OutputKind;
        if (EditorConfig is not null)
        {
            TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n\n[*.cs]\n{EditorConfig}\n"));
        }

        AddStubs(TestState);
        if (FixedState.Sources.Count > 0)
        {
            AddStubs(FixedState);
        }

        if (BatchFixedState.Sources.Count > 0)
        {
            AddStubs(BatchFixedState);
        }

        return base.RunImplAsync(cancellationToken);
    }

    private void AddStubs(SolutionState state)
    {
        for (var index = 0; index < Stubs.Count; index++)
        {
            state.Sources.Add(($"Stub{index}.cs", Stubs[index]));
        }
    }

    private ImmutableArray<MetadataReference> References()
    {
        var references = Framework.NetCore;
        if (ReferenceAspNetCore)
        {
            references = references.AddRange(Framework.AspNetCore);
        }

        return ReferenceRuntime ? references.Add(Framework.Runtime) : references;
    }
}
