using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Finds the <see cref="MemberBody"/> of a symbol or around a node, once per member. Only code of this compilation has one.</summary>
internal sealed class MemberBodies(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<SyntaxNode, MemberBody?> _bodies = new();

    /// <summary>The model of a tree of this compilation; null for a tree of another one (a referenced project).</summary>
    public SemanticModel? Model(SyntaxTree tree) =>
        _models.TryGetValue(tree, out var known) ? known
        : compilation.ContainsSyntaxTree(tree) ? _models.GetOrAdd(tree, NewModel)
        : null;

    /// <summary>The body of a method in this compilation, or null: abstract, extern, metadata, or a lambda.</summary>
    public MemberBody? Of(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = method.PartialImplementationPart ?? method.OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (compilation.ContainsSyntaxTree(reference.SyntaxTree) && OfDeclaration(reference.GetSyntax(cancellationToken), cancellationToken) is { } body)
            {
                return body;
            }
        }

        return null;
    }

    /// <summary>The body of the member around a node.</summary>
    public MemberBody? Containing(SyntaxNode node, CancellationToken cancellationToken) =>
        MemberAround(node) is { } declaration ? OfDeclaration(declaration, cancellationToken) : null;

    /// <summary>The declaration of the member around a node, as far as it has code: null for what stands between members.</summary>
    public static SyntaxNode? MemberAround(SyntaxNode node)
    {
        for (SyntaxNode? at = node; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                case ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }:
                case VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax }:
                case PropertyDeclarationSyntax { Initializer: not null }:
                case CompilationUnitSyntax:
                    return at;
                case BaseTypeDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The name by which the member around a node is called: its own, or its type's where it is run by making one. Empty where nothing can call it.</summary>
    public static string NameAround(SyntaxNode node)
    {
        var member = MemberAround(node);
        return member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax or VariableDeclaratorSyntax or PropertyDeclarationSyntax => member.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText,
            AccessorDeclarationSyntax or ArrowExpressionClauseSyntax => member.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.ValueText,
            _ => null,
        } ?? "";
    }

    private MemberBody? OfDeclaration(SyntaxNode declaration, CancellationToken cancellationToken)
    {
        if (_bodies.TryGetValue(declaration, out var known))
        {
            return known;
        }

        return _bodies.GetOrAdd(declaration, Build(declaration, cancellationToken));
    }

    private MemberBody? Build(SyntaxNode declaration, CancellationToken cancellationToken)
    {
        if (Model(declaration.SyntaxTree) is not { } model)
        {
            return null;
        }

        WorkCounter.Add(WorkKind.BodiesBound);
        var (code, symbol) = declaration switch
        {
            ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } arrow => (arrow, model.GetDeclaredSymbol(property, cancellationToken)?.GetMethod),
            ArrowExpressionClauseSyntax { Parent: IndexerDeclarationSyntax indexer } arrow => (arrow, model.GetDeclaredSymbol(indexer, cancellationToken)?.GetMethod),
            VariableDeclaratorSyntax { Initializer: { } initializer } => (initializer, ConstructorOf(model.GetDeclaredSymbol(declaration, cancellationToken))),
            PropertyDeclarationSyntax { Initializer: { } initializer } => (initializer, ConstructorOf(model.GetDeclaredSymbol(declaration, cancellationToken))),
            LocalFunctionStatementSyntax => (null, null),
            _ => ((SyntaxNode?)declaration, model.GetDeclaredSymbol(declaration, cancellationToken) as IMethodSymbol),
        };
        return code is not null && symbol is not null && model.GetOperation(code, cancellationToken) is { } root ? new MemberBody(symbol, root, model) : null;
    }

    /// <summary>A field initialiser runs in a constructor, so that is the member it belongs to.</summary>
    private static IMethodSymbol? ConstructorOf(ISymbol? member) =>
        member?.ContainingType is not { } type ? null
        : member.IsStatic ? type.StaticConstructors.FirstOrDefault() ?? type.InstanceConstructors.FirstOrDefault()
        : type.InstanceConstructors.FirstOrDefault();

#pragma warning disable RS1030 // Callers and callees stand in other trees than the analysed one, which no analysis context offers a model for; each is made once.
    private SemanticModel NewModel(SyntaxTree tree) => compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
}
