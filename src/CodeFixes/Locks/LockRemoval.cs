using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Locks;

/// <summary>
/// A document without the lock of a function, and the comments that stood on the lock's field: they belong to what takes its place.
/// </summary>
/// <param name="Lock">The lock.</param>
/// <param name="Stays">Whether the lock is still there, with the flight to go around it.</param>
internal sealed record LockRemoval(Document Document, ISymbol Lock, SyntaxTriviaList FieldComments, bool Stays)
{
    /// <summary>
    /// Takes the lock off the function around the call, and its field where nothing else uses it. Where other code takes the lock as well,
    /// it stays as it is and the flight goes
    /// around it; and so it does where the lock is not one of the plain forms (wait … try … finally release, <c>lock</c>, <c>using</c> of
    /// a releaser). Null where keeping it would not do.
    /// </summary>
    /// <param name="mayStay">Whether the lock does its work and only does not de-duplicate.</param>
    public static LockRemoval? Of(RefreshCallSite site, bool mayStay, CancellationToken cancellationToken)
    {
        if (site.Guard is not { } guard
            || site.Function is not { } function
            || site.TypeDeclaration is not { } type
            || !function.Body.Span.Contains(guard.Span)
            || guard.Ancestors().TakeWhile(at => at != function.Body)
                .Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            || Target(guard) is not { } target || site.Model.GetSymbolInfo(target, cancellationToken).Symbol is not { } locked)
        {
            return null;
        }

        var users = LockUsers.Of(locked, function, site, cancellationToken);
        if (users.Any)
        {
            // A thread may enter its own lock again; as a joiner of a flight it would wait for the leader, who waits for the lock.
            var ownsThread = site.Model.GetTypeInfo(target, cancellationToken).Type is not { } kind
                || kind.SpecialType == SpecialType.System_Object
                || kind.Name is "Lock" or "Mutex" or "ReaderWriterLockSlim";
            return mayStay && !(ownsThread && users.CallBack) ? new LockRemoval(site.Document, locked, default, true) : null;
        }

        var statements = new LockStatements(target.ToString());
        if (!statements.IsWhole(function.Body, target, guard) || function.Body.DescendantTrivia().Any(trivia => trivia.IsDirective))
        {
            return mayStay ? new LockRemoval(site.Document, locked, default, true) : null;
        }

        var disposals = users.Disposals.Where(disposal => disposal.Parent is BlockSyntax { }
            && !Comments.In(disposal).Any()).ToArray();
        var tracked = type.TrackNodes(disposals.Cast<SyntaxNode>().Append(function.Body));
        var current = tracked.GetCurrentNode(function.Body)!;
        var remover = new StatementRemover(statements.IsPlain, statements.Holds, site.Style.NewLine);
        tracked = tracked.ReplaceNode(current, remover.Visit(current)!);
        if (remover.Clashes)
        {
            return mayStay ? new LockRemoval(site.Document, locked, default, true) : null;
        }

        foreach (var disposal in disposals)
        {
            tracked = tracked.RemoveNode(tracked.GetCurrentNode(disposal)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        var comments = default(SyntaxTriviaList);
        if (GuardField.In(tracked, locked.Name) is { } field && !users.IsAssigned && disposals.Length == users.Disposals.Length)
        {
            comments = GuardField.CommentsOn(field);
            tracked = tracked.RemoveNode(field, SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        var changed = site.Root.ReplaceNode(type, tracked);
        return Comments.AreKept(site.Root, GuardField.With(changed, comments), remover.Dropped)
            ? new LockRemoval(site.Document.WithSyntaxRoot(changed), locked, comments, false)
            : null;
    }

    // The expression that names the lock: _gate in _gate.WaitAsync(ct), lock (_gate), using (await _gate.LockAsync()),
    // Monitor.Enter(_gate).
    private static ExpressionSyntax? Target(SyntaxNode guard)
    {
        if (guard.FirstAncestorOrSelf<StatementSyntax>() is LockStatementSyntax held)
        {
            return held.Expression;
        }

        var call = guard.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault()
            ?? guard.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        while (call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait",
            Expression: InvocationExpressionSyntax inner } })
        {
            call = inner;
        }

        return call?.Expression is not MemberAccessExpressionSyntax access ? null
            : access.Expression is IdentifierNameSyntax { Identifier.ValueText: "Monitor" }
                && call.ArgumentList.Arguments.Count > 0 ? call.ArgumentList.Arguments[0].Expression
            : access.Expression;
    }
}
