using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Gives symbols of the seed neutral names, everywhere at once.</summary>
internal abstract class RenameRewrite(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        var names = new Dictionary<ISymbol, string>(SymbolEqualityComparer.Default);
        var tokens = new Dictionary<SyntaxToken, string>();
        foreach (var node in Seed.Root.DescendantNodes())
        {
            if (TokenOf(node) is not { } token || SymbolOf(node) is not { } symbol || !Renames(symbol))
            {
                continue;
            }

            if (!names.TryGetValue(symbol, out var name))
            {
                names[symbol] = name = Fresh(Stem(symbol));
            }

            tokens[token] = Inferred(node) + name;
        }

        return tokens.Count == 0 ? null : new Rewritten([Seed.Root.ReplaceTokens(tokens.Keys, (token, _) =>
            SyntaxFactory.Identifier(token.LeadingTrivia, tokens[token], token.TrailingTrivia))]);
    }

    protected abstract bool Renames(ISymbol symbol);

    protected abstract string Stem(ISymbol symbol);

    protected bool IsOfSeed(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == Seed.Tree);

    // A name that is taken over from the value is written out, so that it stays.
    private static string Inferred(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax { Parent: AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } } name => name.Identifier.ValueText + " = ",
        IdentifierNameSyntax { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax, NameColon: null } } name => name.Identifier.ValueText + ": ",
        _ => string.Empty,
    };

    private static SyntaxToken? TokenOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax { IsVar: false } name => name.Identifier,
        VariableDeclaratorSyntax variable => variable.Identifier,
        ParameterSyntax parameter => parameter.Identifier,
        SingleVariableDesignationSyntax variable => variable.Identifier,
        ForEachStatementSyntax loop => loop.Identifier,
        CatchDeclarationSyntax { Identifier.RawKind: not 0 } handler => handler.Identifier,
        MethodDeclarationSyntax method => method.Identifier,
        PropertyDeclarationSyntax property => property.Identifier,
        BaseTypeDeclarationSyntax type => type.Identifier,
        ConstructorDeclarationSyntax constructor => constructor.Identifier,
        LocalFunctionStatementSyntax function => function.Identifier,
        _ => null,
    };

    private ISymbol? SymbolOf(SyntaxNode node)
    {
        var symbol = node is SimpleNameSyntax ? Model.GetSymbolInfo(node).Symbol : Model.GetDeclaredSymbol(node);
        return symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType.OriginalDefinition,
            IMethodSymbol { ReducedFrom: { } extension } => extension.OriginalDefinition,
            _ => symbol?.OriginalDefinition,
        };
    }
}
