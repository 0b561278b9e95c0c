using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

#pragma warning disable RS1036, RS1038, RS1041, RS2008 // These never leave the test assembly.

namespace RefreshRace.CodeFixes.Tests.Verifier;

/// <summary>Something small for the verifier to verify: reports every field named <c>todo…</c>; throws where one is named <c>todoThrow</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TodoAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("TD0001", "To do", "Field '{0}' is still to do", "Tests", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Report, SymbolKind.Field);
    }

    private static void Report(SymbolAnalysisContext context)
    {
        if (context.Symbol.Name == "todoThrow")
        {
            throw new InvalidOperationException("thrown on purpose");
        }

        if (context.Symbol.Name.StartsWith("todo", StringComparison.Ordinal))
        {
            context.ReportDiagnostic(Microsoft.CodeAnalysis.Diagnostic.Create(s_rule, context.Symbol.Locations[0], context.Symbol.Name));
        }
    }
}

/// <summary>Renames the field's declaration alone to <c>done…</c>: compiles only where nothing uses the field.</summary>
public abstract class TodoFixBase : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["TD0001"];

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken))!;
        foreach (var diagnostic in context.Diagnostics)
        {
            context.RegisterCodeFix(CodeAction.Create("Done", _ => Task.FromResult(Fix(context.Document, root, [diagnostic], 1)), "Done"), diagnostic);
        }
    }

    protected static Document Fix(Document document, SyntaxNode root, ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> diagnostics, int atMost)
    {
        var fields = diagnostics.Take(atMost).Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<VariableDeclaratorSyntax>()!);
        return document.WithSyntaxRoot(root.ReplaceNodes(fields, (_, field) => field.WithIdentifier(SyntaxFactory.Identifier(field.Identifier.Text.Replace("todo", "done", StringComparison.Ordinal)))));
    }
}

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class TodoFix : TodoFixBase
{
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => Fix(document, (await document.GetSyntaxRootAsync(context.CancellationToken))!, diagnostics, int.MaxValue));
}

/// <summary>A Fix All that leaves one behind in each round, as merging of overlapping changes does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ForgetfulTodoFix : TodoFixBase
{
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => Fix(document, (await document.GetSyntaxRootAsync(context.CancellationToken))!, diagnostics, 1));
}
