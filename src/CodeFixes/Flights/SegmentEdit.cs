using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>Carries out a <see cref="SegmentPlan"/>.</summary>
internal static class SegmentEdit
{
    // A lambda that makes the line longer than this gets a block of its own.
    private const int MaxLineLength = 130;

    public static Document? Apply(SegmentPlan plan)
    {
        var site = plan.Site;
        var type = site.TypeDeclaration!;
        var name = plan.Shared?.Name ?? FlightField.NameFor(site.Function!.Name, plan.StaticField, site);
        var field = FlightField.Declaration(name, plan.StaticField, plan.Flight, site.Style);
        var changedStatement = Changed(plan, FlightField.Access(name, plan.StaticField, site));
        var tracked = type.TrackNodes(plan.Segment.Statements);
        foreach (var gone in plan.Segment.Statements.Skip(1))
        {
            tracked = tracked.RemoveNode(tracked.GetCurrentNode(gone)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        var first = tracked.GetCurrentNode(plan.Segment.First)!;
        var reads = plan.ReadBehind is { } target
            ? SegmentPlan.Behind(first).SelectMany(statement => statement.DescendantNodes())
                .Where(node => SegmentPlan.IsReadOf(node, target))
            : [];
        var changed = tracked.ReplaceNodes(reads.Append(first), (old, now) => old == first
            ? changedStatement
            : SyntaxFactory.IdentifierName(ResultName(plan)).WithTriviaFrom(now));
        changed = plan.Shared is not null ? changed : FlightField.Insert(changed, field, site.Style.NewLine, plan.FieldComments);
        var root = site.Root.ReplaceNode(type, changed);
        if (!UsingDirectives.InScope(site.Model, site.Call.SpanStart))
        {
            root = UsingDirectives.Add(root, site.Style);
        }

        return Comments.AreKept(site.Root, root) ? site.Document.WithSyntaxRoot(root) : null;
    }

    private static SyntaxNode Changed(SegmentPlan plan, string field)
    {
        var (site, first) = (plan.Site, plan.Segment.First);
        var body = new SegmentBody(plan);
        var lambda = body.Head + " => ";
        var rest = (body.CallersToken is { } token ? ", " + token : "") + ")" + (plan.IsAwaited ? body.AwaitSuffix : "");
        var start = Start(plan) + (plan.IsAwaited
            ? "await "
            : "") + field + (plan.IsAwaited
            ? ".RunAsync("
            : ".Run(") + body.KeyArgument + ", ";
        if (first is ExpressionSyntax)
        {
            return Simplified(SyntaxFactory.ParseExpression(start + lambda + body.Expression!.WithoutTrivia() + rest))
                .WithTriviaFrom(first);
        }

        var indent = Indentation.Before(first);
        if (body.Expression is { } expression && CanStandInLine(expression, first)
            && (indent is null || indent.Length + start.Length + lambda.Length + expression.Span.Length + rest.Length < MaxLineLength))
        {
            return Simplified(SyntaxFactory.ParseStatement(start + lambda + expression.WithoutTrivia() + rest + ";"))
                .WithLeadingTrivia(first.GetLeadingTrivia())
                .WithTrailingTrivia(plan.Segment.Last.GetTrailingTrivia());
        }

        var newLine = site.Style.NewLine.ToString();
        var open = indent is null ? " { }" : $"{newLine}{indent}{{{newLine}{indent}}}";
        var skeleton = Simplified(SyntaxFactory.ParseStatement($"{start}{lambda.TrimEnd()}{open}{rest};"));
        var block = skeleton.DescendantNodes().OfType<BlockSyntax>().First();
        var statements = indent is null ? body.StatementsInLine() : body.Statements(indent);
        return skeleton.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(statements)))
            .WithLeadingTrivia(first.GetLeadingTrivia())
            .WithTrailingTrivia(indent is null ? plan.Segment.Last.GetTrailingTrivia() : SyntaxFactory.TriviaList(site.Style.NewLine));
    }

    private static bool CanStandInLine(ExpressionSyntax expression, SyntaxNode statement) =>
        !Comments.In(statement).Any(comment => statement.Span.Contains(comment.Span))
        && !expression.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && expression.Span.Contains(trivia.Span));

    // What the edit writes in full is shortened; what the code has written stays.
    private static T Simplified<T>(T node)
        where T : SyntaxNode =>
        node.ReplaceNodes(
            node.DescendantNodes()
                .Where(at => at is MemberAccessExpressionSyntax && at.ToString().StartsWith("global::System.", StringComparison.Ordinal)
                && at.Parent is not MemberAccessExpressionSyntax),
            (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation));

    private static string ResultName(SegmentPlan plan) => UniqueNames.Local("renewed", plan.Segment.First);

    // return, var renewed =, renewed =, or nothing
    private static string Start(SegmentPlan plan)
    {
        if (plan.Segment.Leaves)
        {
            return plan.Function.Result is null || plan.Segment.First is ExpressionSyntax ? "" : "return ";
        }

        if (plan.Segment.Output is not { } output)
        {
            return plan.ReadBehind is null ? "" : $"var {ResultName(plan)} = ";
        }

        var declared = plan.Segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf())
            .OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(at => at.Identifier.ValueText == output.Name);
        var name = Identifiers.Escaped(output.Name);
        return declared is { Parent: VariableDeclarationSyntax { Type: var type } } ? $"{type.WithoutTrivia()} {name} = "
            : plan.Segment.Statements.Any(statement => statement.DescendantNodes().OfType<SingleVariableDesignationSyntax>()
                .Any(at => at.Identifier.ValueText == output.Name)) ? $"var {name} = "
            : $"{name} = ";
    }
}
