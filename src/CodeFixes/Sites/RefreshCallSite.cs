using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>A reported refresh call in a document, bound.</summary>
internal sealed class RefreshCallSite
{
    private RefreshCallSite(Document document, SyntaxNode root, SemanticModel model, InvocationExpressionSyntax call,
        ImmutableArray<ExpressionSyntax> tokens, SyntaxNode? guard, bool isShortLived, CancellationToken cancellationToken)
    {
        IsShortLived = isShortLived;
        Document = document;
        Root = root;
        Model = model;
        Call = call;
        Tokens = tokens;
        Guard = guard;
        Function = EnclosingFunction.Of(call, model, cancellationToken);
        TypeDeclaration = call.FirstAncestorOrSelf<TypeDeclarationSyntax>(TakesFields);
        Type = TypeDeclaration is null
            ? model.GetEnclosingSymbol(call.SpanStart, cancellationToken)?.ContainingType
            : model.GetDeclaredSymbol(TypeDeclaration, cancellationToken);
        Style = CodeStyle.At(call, model, document);
    }

    public Document Document { get; }

    public SyntaxNode Root { get; }

    public SemanticModel Model { get; }

    public InvocationExpressionSyntax Call { get; }

    /// <summary>The expressions that the analyzer saw as the refresh token.</summary>
    public ImmutableArray<ExpressionSyntax> Tokens { get; }

    /// <summary>What takes the flawed guard; null where none is in this document.</summary>
    public SyntaxNode? Guard { get; }

    /// <summary>
    /// The method, local function or getter around the call; null in constructors, initialisers and top-level statements.
    /// </summary>
    public EnclosingFunction? Function { get; }

    public INamedTypeSymbol? Type { get; }

    /// <summary>Where a field can go; null in top-level statements.</summary>
    public TypeDeclarationSyntax? TypeDeclaration { get; }

    public CodeStyle Style { get; }

    /// <summary>Whether instances of the type live for one request, scope or use: a flight in a field of theirs is nobody else's.</summary>
    public bool IsShortLived { get; }

    /// <summary>Whether a flight must serve the whole process, because the guard whose place it takes did.</summary>
    public bool NeedsStatic { get; private init; }

    public static async Task<RefreshCallSite?> BindAsync(Document document, MarkedSite mark, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root?.GetAnnotatedNodes(mark.Call).FirstOrDefault() is InvocationExpressionSyntax call && model is not null
            ? new RefreshCallSite(document, root, model, call, root.GetAnnotatedNodes(mark.Token).OfType<ExpressionSyntax>()
                .ToImmutableArray(), root.GetAnnotatedNodes(mark.Guard).FirstOrDefault(), mark.IsShortLived, cancellationToken)
            { NeedsStatic = mark.NeedsStatic }
            : null;
    }

    // An extension block declares members of the static class around it, and takes no fields.
    private static bool TakesFields(TypeDeclarationSyntax type) =>
        type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax;

    /// <summary>The invocation that a diagnostic is reported on; null where it is reported on something else.</summary>
    public static InvocationExpressionSyntax? Find(SyntaxNode root, TextSpan span)
    {
        if (!root.FullSpan.Contains(span))
        {
            return null;
        }

        for (var at = root.FindNode(span, getInnermostNodeForTie: true); at is not null && at.Span.Contains(span); at = at.Parent)
        {
            switch (at)
            {
                case InvocationExpressionSyntax call:
                    return call;
                case AwaitExpressionSyntax { Expression: InvocationExpressionSyntax call } when at.Span == span:
                    return call;
                case StatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax:
                    return null;
            }
        }

        return null;
    }
}
