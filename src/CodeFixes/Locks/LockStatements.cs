using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Locks;

/// <summary>The statements that make up one lock.</summary>
/// <param name="target">The lock, as the code names it.</param>
internal sealed class LockStatements(string target)
{
    private static readonly string[] s_takes = ["Wait", "WaitAsync", "Enter", "WaitOne", "EnterWriteLock", "LockAsync", "EnterScope",
        "EnterAsync", "AcquireAsync", "Lock"];
    private static readonly string[] s_releases = ["Release", "Exit", "ExitWriteLock", "ReleaseMutex"];

    /// <summary>Whether the statement by itself takes the lock or gives it back.</summary>
    public bool IsPlain(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax plain && (IsCall(plain.Expression, s_takes) || IsCall(plain.Expression, s_releases));

    /// <summary>Whether the statement holds the lock for a block, or for the rest of the block around.</summary>
    public bool Holds(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax held => held.Expression.ToString() == target,
        UsingStatementSyntax { Declaration: null, Expression: { } taken } => IsCall(taken, s_takes),
        UsingStatementSyntax { Declaration: { } declared } => IsCall(declared),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } held => IsCall(held.Declaration),
        _ => false,
    };

    /// <summary>
    /// Whether these statements are all that the body has of the lock, the given one among them, so that nothing of it is left behind.
    /// </summary>
    public bool IsWhole(SyntaxNode body, ExpressionSyntax lockName, SyntaxNode guard)
    {
        if (guard.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } taking || !IsPlain(taking) && !Holds(taking))
        {
            return false;
        }

        var last = lockName.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.ValueText;
        return body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == last).All(name =>
            name.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax } statement
            && (IsPlain(statement) && !IsAllOfBranch(statement) || Holds(statement) && !IsLeaseUsed(statement, body))
            && !name.Ancestors().TakeWhile(at => at != body)
                .Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
    }

    // A branch that does nothing but release would stay behind empty.
    private static bool IsAllOfBranch(StatementSyntax statement) =>
        statement.Parent is BlockSyntax { Statements.Count: 1, Parent: not (TryStatementSyntax or FinallyClauseSyntax) } block
            && block.Parent is StatementSyntax or ElseClauseSyntax;

    private static bool IsLeaseUsed(StatementSyntax statement, SyntaxNode body)
    {
        var declaration = (statement as UsingStatementSyntax)?.Declaration ?? (statement as LocalDeclarationStatementSyntax)?.Declaration;
        return declaration is not null
            && body.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Any(name => name.Identifier.ValueText == declaration.Variables[0].Identifier.ValueText);
    }

    private bool IsCall(VariableDeclarationSyntax declaration) =>
        declaration.Variables.Count == 1 && declaration.Variables[0].Initializer is { } initializer && IsCall(initializer.Value, s_takes);

    // _gate.WaitAsync(ct), await _gate.WaitAsync(ct).ConfigureAwait(false), Monitor.Enter(_gate)
    private bool IsCall(ExpressionSyntax expression, string[] names)
    {
        expression = Expressions.Strip(expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression);
        while (expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner },
        })
        {
            expression = inner;
        }

        return expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
            && names.Contains(access.Name.Identifier.ValueText)
            && (access.Expression.ToString() == target
                || access.Expression is IdentifierNameSyntax { Identifier.ValueText: "Monitor" }
                    && call.ArgumentList.Arguments.Count == 1
                    && call.ArgumentList.Arguments[0].ToString() == target);
    }
}
