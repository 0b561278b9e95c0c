using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Whether the statements of an inner block may join those of the block around. A name of theirs must mean nothing else there: what meant
/// a member of the object before would mean the local
/// then, or not compile. And what they dispose of must not live longer.
/// </summary>
internal static class BlockMerge
{
    /// <param name="moved">The statements of the inner block.</param>
    /// <param name="before">What the block around has before them.</param>
    /// <param name="after">What it has behind them.</param>
    public static bool IsSafe(IEnumerable<StatementSyntax> moved, IEnumerable<StatementSyntax> before,
        IReadOnlyCollection<StatementSyntax> after)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in moved)
        {
            if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } && after.Count > 0)
            {
                return false;
            }

            names.UnionWith(Declared(statement));
        }

        return names.Count == 0
            || !before.Concat(after).SelectMany(other => other.DescendantTokens())
                .Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText) && !IsMember(token));
    }

    // What a statement declares for the block that it stands in: blocks, lambdas and local functions within keep theirs.
    private static IEnumerable<string> Declared(StatementSyntax statement) =>
        statement.DescendantNodesAndSelf(
            node =>
                node is not (BlockSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            LabeledStatementSyntax label => label.Identifier.ValueText,
            _ => "",
        }).Where(name => name.Length > 0);

    // answer.Tokens, answer?.Tokens, other: value
    private static bool IsMember(SyntaxToken token) =>
        token.Parent is { Parent: MemberAccessExpressionSyntax access } name && access.Name == name
        || token.Parent?.Parent is MemberBindingExpressionSyntax or NameColonSyntax;
}
