using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>
/// A refresh whose task is kept in a field for others to await: <c>return _inFlight ??= RefreshAsync();</c>, or with a test and an
/// assignment.
/// </summary>
/// <param name="Work">The call that the field keeps the task of: what becomes the flight.</param>
/// <param name="Start">The statement that tests and assigns; null where the assignment is itself the value.</param>
/// <param name="Value">What becomes the flight's task: the assignment, or the read of the field after it.</param>
/// <param name="Resets">Statements that clear the field.</param>
internal sealed record SharedTask(IFieldSymbol Field, InvocationExpressionSyntax Work, StatementSyntax? Start, ExpressionSyntax Value,
    StatementSyntax[] Resets)
{
    /// <summary>Null where the field is used in another way: then more hangs on it than a flight gives.</summary>
    public static SharedTask? Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Guard is not { } guard
            || site.Type is not { DeclaringSyntaxReferences.Length: 1 } type
            || site.TypeDeclaration is not { } declaration
            || guard.DescendantNodesAndSelf().OfType<AssignmentExpressionSyntax>().FirstOrDefault() is not { } assignment
            || Expressions.Strip(assignment.Right) is not InvocationExpressionSyntax work
            || site.Model.GetSymbolInfo(assignment.Left,
                cancellationToken).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, Type.Name: "Task" } field
            || !SymbolEqualityComparer.Default.Equals(field.ContainingType, type)
            || assignment.Ancestors().TakeWhile(at => at is not MemberDeclarationSyntax)
                .Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        {
            return null;
        }

        var start = StartOf(assignment, field, site.Model, cancellationToken);
        var isValue = assignment.Parent is not ExpressionStatementSyntax;
        if (isValue ? assignment.Kind() != SyntaxKind.CoalesceAssignmentExpression : start is null)
        {
            return null;
        }

        var resets = new List<StatementSyntax>();
        var reads = new List<ExpressionSyntax>();
        foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name))
        {
            var use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name
                ? own
                : (ExpressionSyntax)name;
            if (assignment.Left == use || start?.Span.Contains(use.Span) == true)
            {
                continue;
            }

            if (use.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Parent: ExpressionStatementSyntax { Parent: BlockSyntax } reset } clearing
                    && clearing.Left == use
                    && Expressions.IsNullOrDefault(clearing.Right))
            {
                resets.Add(reset);
            }
            else
            {
                reads.Add(use.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure
                    ? sure
                    : use);
            }
        }

        return isValue
            ? reads.Count == 0
            ? new SharedTask(field, work, null, assignment.Parent is ParenthesizedExpressionSyntax whole ? whole : assignment, [.. resets])
            : null
            : reads.Count == 1 && IsNext(start!, reads[0]) ? new SharedTask(field, work, start, reads[0], [.. resets]) : null;
    }

    /// <summary>The document in which the call stands where the shared task was awaited, and the mark of the call.</summary>
    public (Document Document, MarkedSite Mark, SyntaxTriviaList FieldComments)? Unshare(MarkedSite mark, RefreshCallSite site)
    {
        var (call, held) = (new SyntaxAnnotation("RefreshRace.Call"), new SyntaxAnnotation("RefreshRace.Guard"));
        var type = site.TypeDeclaration!;
        var gone = (Start is null ? Resets : Resets.Append(Start)).ToArray();
        var around = Value.FirstAncestorOrSelf<LockStatementSyntax>();
        var nodes = gone.Cast<SyntaxNode>().Append(Value);
        var changed = type.ReplaceNodes(around is null ? nodes : nodes.Append(around), (old, now) =>
            old == Value ? Work.WithoutTrivia().WithTriviaFrom(now).WithAdditionalAnnotations(call)
            : old == around ? now.WithAdditionalAnnotations(held)
            : now.WithAdditionalAnnotations(StatementRemover.Mark));
        if (StatementRemover.RemoveMarked(changed, site.Style.NewLine, out var dropped) is not { } bare
            || bare.GetAnnotatedNodes(call).FirstOrDefault() is null)
        {
            return null;
        }

        var comments = default(SyntaxTriviaList);
        if (GuardField.In(bare, Field.Name) is { } declared)
        {
            comments = GuardField.CommentsOn(declared);
            bare = bare.RemoveNode(declared, SyntaxRemoveOptions.KeepNoTrivia)!;
        }
        else
        {
            return null;
        }

        var root = site.Root.ReplaceNode(type, bare);
        var document = site.Document.WithSyntaxRoot(root);
        return Comments.AreKept(site.Root, GuardField.With(root, comments), dropped)
            ? (document, MarkedSite.On(document, call, Work == site.Call ? mark.Token : new SyntaxAnnotation(), held, mark.IsShortLived),
                comments)
            : null;
    }

    // F ??= work;   if (F is null || F.IsCompleted) { F = work; }
    private static StatementSyntax? StartOf(AssignmentExpressionSyntax assignment, IFieldSymbol field, SemanticModel model,
        CancellationToken cancellationToken)
    {
        if (assignment.Parent is not ExpressionStatementSyntax statement)
        {
            return null;
        }

        if (assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression))
        {
            return statement.Parent is BlockSyntax ? statement : null;
        }

        var branch = statement.Parent as IfStatementSyntax
            ?? (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent as IfStatementSyntax : null);
        return branch is { Else: null, Parent: BlockSyntax }
            && branch.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(name =>
            name.Identifier.ValueText == field.Name
                || name.Parent is MemberAccessExpressionSyntax { Name: var member } && member == name && IsOutcome(name)
                || name.Parent is MemberBindingExpressionSyntax && IsOutcome(name))
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol, field)
            ? branch
            : null;
    }

    private static bool IsOutcome(IdentifierNameSyntax name) =>
        name.Identifier.ValueText is "IsCompleted" or "IsFaulted" or "IsCanceled" or "IsCompletedSuccessfully";

    // The read is the first thing that happens after the start: in the next statement, or in the first one of a try.
    private static bool IsNext(StatementSyntax start, ExpressionSyntax read)
    {
        if (start.Parent is not BlockSyntax block)
        {
            return false;
        }

        var index = block.Statements.IndexOf(start) + 1;
        var next = index < block.Statements.Count ? block.Statements[index] : null;
        while (next is TryStatementSyntax { Block.Statements.Count: > 0 } tried)
        {
            next = tried.Block.Statements[0];
        }

        return next is ReturnStatementSyntax or ExpressionStatementSyntax or LocalDeclarationStatementSyntax
            && next.Span.Contains(read.Span)
            && !read.Ancestors().TakeWhile(at => at != next).Any(at => at is AnonymousFunctionExpressionSyntax);
    }
}
