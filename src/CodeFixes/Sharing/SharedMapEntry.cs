using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>
/// A refresh whose task, or a <c>Lazy</c> of it, is an entry of a map in a private field: <c>_running.GetOrAdd(token, t =>
/// RedeemAsync(t))</c>. The field becomes a flight by the same key and keeps its name.
/// </summary>
/// <param name="Call">The <c>GetOrAdd</c>.</param>
/// <param name="Work">What the flight runs, with the key's parameter where it has one.</param>
/// <param name="Reads">Where the task is read: the call itself, or <c>Value</c> of the lazy.</param>
/// <param name="Local">The type of the local that kept the lazy, where it is written out.</param>
/// <param name="Removals">Statements that remove the entry.</param>
internal sealed record SharedMapEntry(
    IFieldSymbol Field,
    FieldDeclarationSyntax Declaration,
    InvocationExpressionSyntax Call,
    FactoryBody Work,
    FlightType Flight,
    ExpressionSyntax[] Reads,
    (TypeSyntax Type, ITypeSymbol Task)? Local,
    StatementSyntax[] Removals)
{
    /// <summary>Null where the map is used in another way: then more hangs on it than a flight gives.</summary>
    public static SharedMapEntry? Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Type is not { DeclaringSyntaxReferences.Length: 1 } type || site.TypeDeclaration is not { } declaration
            || site.Guard?.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
                .FirstOrDefault() is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetOrAdd" } access,
                    ArgumentList.Arguments: { Count: 2 } arguments } call || arguments.Any(argument => argument.NameColon is not null)
            || site.Model.GetSymbolInfo(access.Expression,
                cancellationToken).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private,
                    Type: INamedTypeSymbol { Name: "ConcurrentDictionary", TypeArguments.Length: 2 } map } field
            || !SymbolEqualityComparer.Default.Equals(field.ContainingType, type)
            || GuardField.In(declaration, field.Name) is not { } kept
            || kept.Declaration.Variables[0].Initializer?.Value is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0,
                Initializer: null })
        {
            return null;
        }

        var isLazy = map.TypeArguments[1] is INamedTypeSymbol { Name: "Lazy", TypeArguments.Length: 1 };
        var task = isLazy ? ((INamedTypeSymbol)map.TypeArguments[1]).TypeArguments[0] : map.TypeArguments[1];
        if (ReturnShape.Of(task) is not { Kind: ReturnKind.Task or ReturnKind.TaskOfT, IsShareable: true } shape
            || FactoryBody.Of(arguments[1].Expression, isLazy, site.Model, cancellationToken) is not { } work
            || !InputTypes.IsKey(map.TypeArguments[0]) || site.Model.GetConstantValue(arguments[0].Expression, cancellationToken).HasValue)
        {
            return null;
        }

        (ExpressionSyntax[] Reads, TypeSyntax? Type) values = isLazy ? ValuesOf(call) : ([call], null);
        if (values.Reads.Length == 0
            || RemovalsOf(field, declaration, call) is not { } removals
            || values.Reads.Any(value => removals.Any(removal => removal.Span.Contains(value.Span))))
        {
            return null;
        }

        var local = values.Type is { IsVar: false } written ? (written, task) : ((TypeSyntax, ITypeSymbol)?)null;
        var isToken = Expressions.LastName(arguments[0].Expression) is { } name && InputNames.IsTokenName(name)
            || site.Tokens.Any(token => token.ToString() == arguments[0].Expression.ToString());

        // Under another key than the token the next refresh of the session would get the last one's answer.
        return FlightType.Of(site.Style.Text(map.TypeArguments[0].WithNullableAnnotation(NullableAnnotation.None)), shape, !isToken,
            site.Style, site.Model.Compilation) is { } flight
            ? new SharedMapEntry(field, kept, call, work, flight, values.Reads, local, removals)
            : null;

        (ExpressionSyntax[] Reads, TypeSyntax? Type) ValuesOf(InvocationExpressionSyntax lazy)
        {
            if (lazy.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } read)
            {
                return ([read], null);
            }

            if (lazy.Parent is not EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } declared,
                    } declarator,
                }
                || site.Function is not { } function)
            {
                return ([], null);
            }

            var uses = function.Body.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == declarator.Identifier.ValueText && !IsRemoved(name)).ToArray();
            var reads = uses.Select(use => use.Parent as MemberAccessExpressionSyntax).ToArray();
            return reads.All(at => at is { Name.Identifier.ValueText: "Value" })
                ? ([.. reads.Cast<ExpressionSyntax>()], declared.Type)
                : ([], null);
        }

        bool IsRemoved(IdentifierNameSyntax use) =>
            use.Ancestors().OfType<StatementSyntax>().Any(at => MapEntryRemoval.IsOne(at, field.Name));
    }

    public Document? Apply(RefreshCallSite site)
    {
        var type = site.TypeDeclaration!;
        var run = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression,
                ((MemberAccessExpressionSyntax)Call.Expression).Expression, SyntaxFactory.IdentifierName("RunAsync")),
            Work.Arguments(Call.ArgumentList, Removals, site));
        var creation = SyntaxFactory.ParseExpression(site.Style.TargetTypedNew
            ? $"new({Flight.Options})"
            : $"new {Flight.Name}({Flight.Options})");
        var variable = Declaration.Declaration.Variables[0];
        var nodes = new List<SyntaxNode>(Removals.Where(removal => !Call.Span.Contains(removal.Span))) { Call, Declaration.Declaration.Type,
            variable.Initializer!.Value };
        nodes.AddRange(Reads.Where(value => value != Call));
        if (Local is { } local)
        {
            nodes.Add(local.Type);
        }

        var changed = type.ReplaceNodes(nodes, (old, now) =>
            old == Call ? run.WithTriviaFrom(now)
            : old == Declaration.Declaration.Type ? SyntaxFactory.ParseTypeName(Flight.Name).WithTriviaFrom(now)
            : old == variable.Initializer.Value ? creation.WithTriviaFrom(now)
            : old == Local?.Type ? SyntaxFactory.ParseTypeName(site.Style.Text(Local.Value.Task)).WithTriviaFrom(now)
                .WithAdditionalAnnotations(Simplifier.Annotation)
            : old is StatementSyntax ? now.WithAdditionalAnnotations(StatementRemover.Mark)
            : ((MemberAccessExpressionSyntax)now).Expression.WithTriviaFrom(now));
        if (StatementRemover.RemoveMarked(changed, site.Style.NewLine, out var dropped) is not { } bare
            || GuardField.In(bare, Field.Name) is not { } flight)
        {
            return null;
        }

        var root = site.Root.ReplaceNode(type, bare.ReplaceNode(flight, flight.WithAdditionalAnnotations(Simplifier.Annotation)));
        if (!UsingDirectives.InScope(site.Model, site.Call.SpanStart))
        {
            root = UsingDirectives.Add(root, site.Style);
        }

        return Comments.AreKept(site.Root, root, dropped) ? site.Document.WithSyntaxRoot(root) : null;
    }

    // Null where something else than the call and the removals uses the map.
    private static StatementSyntax[]? RemovalsOf(IFieldSymbol field, TypeDeclarationSyntax declaration, InvocationExpressionSyntax call)
    {
        var removals = new List<StatementSyntax>();
        foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name && !call.Expression.Span.Contains(name.Span)))
        {
            if (name.Ancestors().OfType<StatementSyntax>().FirstOrDefault() is not { Parent: BlockSyntax } statement
                || !MapEntryRemoval.IsOne(statement, field.Name))
            {
                return null;
            }

            removals.Add(statement);
        }

        return [.. removals.Distinct()];
    }
}
