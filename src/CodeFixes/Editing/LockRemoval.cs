using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RefreshRace.CodeFixes.Editing;

/// <summary>Takes a lock off a function: the wait and the try/finally go, and so does the field where nothing else uses it.</summary>
internal static class LockRemoval
{
    /// <summary>The document without the lock; null where the lock is not one of the plain forms (wait … try … finally release, <c>lock</c>, <c>using</c> of a releaser).</summary>
    public static Document? Apply(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Guard is not { } guard || site.Function is not { } function || site.TypeDeclaration is not { } type || !function.Body.Span.Contains(guard.Span)
            || guard.Ancestors().TakeWhile(at => at != function.Body).Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            || Target(guard) is not { } target || site.Model.GetSymbolInfo(target, cancellationToken).Symbol is not { } locked)
        {
            return null;
        }

        var mark = new SyntaxAnnotation();
        var statement = guard.FirstAncestorOrSelf<StatementSyntax>();
        SyntaxNode? changed = statement switch
        {
            LockStatementSyntax held => ReplaceIn(held, held, Inner(held.Statement), type),
            UsingStatementSyntax held => ReplaceIn(held, held, Inner(held.Statement), type),
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } held => ReplaceIn(held, held, [], type),
            ExpressionStatementSyntax wait => Waited(wait, target, type),
            _ => null,
        };
        if (changed is null || HasClashes(changed, function))
        {
            return null;
        }

        var root = site.Root.ReplaceNode(type, changed.WithAdditionalAnnotations(mark));
        return site.Document.WithSyntaxRoot(WithoutField(root, mark, locked, site));
    }

    // The expression that names the lock: _gate in _gate.WaitAsync(ct), lock (_gate), using (await _gate.LockAsync()).
    private static ExpressionSyntax? Target(SyntaxNode guard)
    {
        if (guard.FirstAncestorOrSelf<StatementSyntax>() is LockStatementSyntax held)
        {
            return held.Expression;
        }

        var call = guard.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault() ?? guard.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        while (call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax inner } })
        {
            call = inner;
        }

        return (call?.Expression as MemberAccessExpressionSyntax)?.Expression;
    }

    private static SyntaxNode? Waited(ExpressionStatementSyntax wait, ExpressionSyntax target, TypeDeclarationSyntax type)
    {
        if (wait.Parent is not BlockSyntax block)
        {
            return null;
        }

        var index = block.Statements.IndexOf(wait);
        var guarded = block.Statements.Skip(index + 1).OfType<TryStatementSyntax>().FirstOrDefault(at => at.Finally is not null && at.Finally.Block.Statements.Any(statement => IsRelease(statement, target)));
        if (guarded is null)
        {
            // Never released, or released without a finally: each statement of the lock goes by itself, unless a comment hangs on it.
            var plain = type.DescendantNodes().OfType<ExpressionStatementSyntax>().Where(statement => statement == wait || IsRelease(statement, target) && statement.Expression is InvocationExpressionSyntax).ToArray();
            return plain.Any(statement => statement.Parent is not BlockSyntax || Comments(statement.GetLeadingTrivia()).Concat(Comments(statement.GetTrailingTrivia())).Any()) || plain.Skip(1).Any(statement => !statement.Ancestors().Contains(wait.FirstAncestorOrSelf<MemberDeclarationSyntax>()!))
                ? null
                : type.RemoveNodes(plain, SyntaxRemoveOptions.KeepNoTrivia);
        }

        var rest = guarded.Finally!.Block.Statements.Where(statement => !IsRelease(statement, target)).ToArray();
        var finallyBlock = guarded.Finally.WithBlock(guarded.Finally.Block.WithStatements(SyntaxFactory.List(rest)));
        var replacement = rest.Length > 0 ? [guarded.WithFinally(finallyBlock)]
            : guarded.Catches.Count > 0 ? [guarded.WithFinally(null).WithTrailingTrivia(guarded.GetTrailingTrivia())]
            : Inner(guarded.Block);
        var comments = Comments(wait.GetLeadingTrivia());
        if (replacement.Length > 0 && index + 1 < block.Statements.Count && block.Statements[index + 1] == guarded && comments.Any())
        {
            replacement[0] = replacement[0].WithLeadingTrivia(wait.GetLeadingTrivia().AddRange(replacement[0].GetLeadingTrivia()));
        }

        var statements = block.Statements.Where(statement => statement != wait).SelectMany(statement => statement == guarded ? replacement : [statement]);
        return type.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(statements)));
    }

    private static bool IsRelease(StatementSyntax statement, ExpressionSyntax target) =>
        statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Release" or "Exit" or "ExitWriteLock" or "ReleaseMutex" } access && access.Expression.ToString() == target.ToString());

    private static StatementSyntax[] Inner(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.ToArray() : [statement]).Select(inner => inner.WithAdditionalAnnotations(Formatter.Annotation)).ToArray();

    private static SyntaxNode? ReplaceIn(StatementSyntax old, StatementSyntax first, StatementSyntax[] with, TypeDeclarationSyntax type)
    {
        if (old.Parent is not BlockSyntax block)
        {
            return null;
        }

        if (with.Length > 0 && Comments(first.GetLeadingTrivia()).Any())
        {
            with[0] = with[0].WithLeadingTrivia(first.GetLeadingTrivia().AddRange(with[0].GetLeadingTrivia()));
        }

        return type.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(block.Statements.SelectMany(statement => statement == old ? with : [statement]))));
    }

    private static IEnumerable<SyntaxTrivia> Comments(SyntaxTriviaList trivia) =>
        trivia.Where(item => !item.IsKind(SyntaxKind.WhitespaceTrivia) && !item.IsKind(SyntaxKind.EndOfLineTrivia));

    // A local that moves out of its block may meet one of the same name.
    private static bool HasClashes(SyntaxNode changed, EnclosingFunction function) =>
        function.Body.DescendantNodes().OfType<VariableDeclaratorSyntax>().GroupBy(at => at.Identifier.ValueText).Any(group => group.Count() > 1)
        || changed.ContainsDiagnostics;

    private static SyntaxNode WithoutField(SyntaxNode root, SyntaxAnnotation mark, ISymbol locked, RefreshCallSite site)
    {
        var type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
        if (locked is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } || site.Type!.DeclaringSyntaxReferences.Length != 1
            || type.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == locked.Name))
        {
            return root;
        }

        var field = type.Members.OfType<FieldDeclarationSyntax>().FirstOrDefault(member => member.Declaration.Variables.Count == 1 && member.Declaration.Variables[0].Identifier.ValueText == locked.Name);
        return field is null || field.ContainsDirectives || field.AttributeLists.Count > 0
            ? root
            : root.RemoveNode(field, Comments(field.GetLeadingTrivia()).Any() ? SyntaxRemoveOptions.KeepNoTrivia : SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
    }
}
