using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>
/// A field that says "a refresh is under way" and turns other callers away, or makes them wait: with a flight they join instead, and the
/// flag has no work left.
/// </summary>
internal static class InFlightFlag
{
    /// <summary>
    /// The document without the flag, and the comments on its field; null where the flag does more than that, or is used in other members.
    /// </summary>
    public static (Document Document, IFieldSymbol Flag, SyntaxTriviaList FieldComments)? Remove(RefreshCallSite site,
        CancellationToken cancellationToken)
    {
        if (site is not { Type: { DeclaringSyntaxReferences.Length: 1 } type, TypeDeclaration: { } declaration,
            Function: { LambdaBetween: null } function, Guard: { } guard }
            || guard.DescendantNodesAndSelf().Select(Set).FirstOrDefault(target => target is not null) is not { } set
            || site.Model.GetSymbolInfo(set, cancellationToken).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private,
                Type.SpecialType: SpecialType.System_Boolean or SpecialType.System_Int32 } flag
            || !SymbolEqualityComparer.Default.Equals(flag.ContainingType, type) || GuardField.In(declaration, flag.Name) is not { } field
            || function.Body.DescendantTrivia().Any(trivia => trivia.IsDirective))
        {
            return null;
        }

        var uses = declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == flag.Name)
            .ToArray();
        var own = new HashSet<SyntaxNode>(function.OwnNodes());
        var statements = uses.Select(use => own.Contains(use) ? StatementOf(use, flag.Name) : null).ToArray();
        if (statements.Any(statement => statement?.Parent is not BlockSyntax || statement.Span.Contains(site.Call.Span)))
        {
            return null;
        }

        var changed = declaration.ReplaceNodes(statements.OfType<StatementSyntax>()
            .Distinct(), (_, now) => now.WithAdditionalAnnotations(StatementRemover.Mark));
        if (StatementRemover.RemoveMarked(changed, site.Style.NewLine, out var dropped) is not { } bare
            || GuardField.In(bare, flag.Name) is not { } left)
        {
            return null;
        }

        var comments = GuardField.CommentsOn(field);
        var root = site.Root.ReplaceNode(declaration, bare.RemoveNode(left, SyntaxRemoveOptions.KeepNoTrivia)!);
        return Comments.AreKept(site.Root, GuardField.With(root, comments), dropped)
            ? (site.Document.WithSyntaxRoot(root), flag, comments)
            : null;
    }

    // flag = true, Interlocked.Exchange(ref flag, 1), Interlocked.CompareExchange(ref flag, 1, 0)
    private static ExpressionSyntax? Set(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => assignment.Left,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Interlocked" } },
            ArgumentList.Arguments: { Count: > 1 } arguments,
        } => arguments[0].Expression,
        _ => null,
    };

    // The whole statement that a use belongs to, where that statement is about the flag alone.
    private static StatementSyntax? StatementOf(IdentifierNameSyntax use, string flag) =>
        use.Ancestors().OfType<StatementSyntax>().FirstOrDefault() switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: LiteralExpressionSyntax } assignment } set
                when Expressions.IsMember(assignment.Left, flag) => set,
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } set when IsAtomic(call, flag) => set,
            IfStatementSyntax { Else: null } turned when IsAbout(turned.Condition, flag) && OnlyLeaves(turned.Statement) => turned,
            WhileStatementSyntax waiting when IsAbout(waiting.Condition, flag) && OnlyWaits(waiting.Statement) => waiting,
            _ => null,
        };

    private static bool IsAbout(ExpressionSyntax condition, string flag) => Expressions.Strip(condition) switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression
            or (int)SyntaxKind.NotEqualsExpression, Right: LiteralExpressionSyntax } comparison => IsAbout(comparison.Left, flag),
        InvocationExpressionSyntax call => IsAtomic(call, flag),
        var other => Expressions.IsMember(other, flag),
    };

    private static bool IsAtomic(InvocationExpressionSyntax call, string flag) =>
        call is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Interlocked"
            or "Volatile" } }, ArgumentList.Arguments: { Count: > 0 } arguments }
        && Expressions.IsMember(arguments[0].Expression, flag)
        && arguments.Skip(1).All(argument => argument.Expression is LiteralExpressionSyntax);

    // What a caller does who finds a refresh under way: nothing, or give back nothing.
    private static bool OnlyLeaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or DefaultExpressionSyntax or MemberAccessExpressionSyntax
            or IdentifierNameSyntax } => true,
        ReturnStatementSyntax
        {
            Expression: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" },
                },
            },
        } => true,
        BlockSyntax { Statements: { Count: 1 } only } => OnlyLeaves(only[0]),
        _ => false,
    };

    private static bool OnlyWaits(StatementSyntax statement) => statement switch
    {
        EmptyStatementSyntax => true,
        ExpressionStatementSyntax { Expression: var expression } =>
            IsDelay(expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression),
        BlockSyntax { Statements: { Count: 1 } only } => OnlyWaits(only[0]),
        _ => false,
    };

    private static bool IsDelay(ExpressionSyntax expression) => expression is InvocationExpressionSyntax call
        && (Expressions.LastName(call) is "Delay" or "Yield" or "Sleep" or "SpinOnce"
            || Expressions.LastName(call) == "ConfigureAwait"
                && call.Expression is MemberAccessExpressionSyntax { Expression: var inner }
                && IsDelay(inner));
}
