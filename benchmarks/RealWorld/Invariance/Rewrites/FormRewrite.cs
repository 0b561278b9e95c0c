using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Finds the forms of a seed: a dictionary or a list of pairs that is built in place, with its keys and values.</summary>
internal abstract class FormRewrite(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        var visited = (ObjectCreationExpressionSyntax)base.VisitObjectCreationExpression(node)!;
        return node.Type.ToString().EndsWith("FormUrlEncodedContent", StringComparison.Ordinal) && visited.ArgumentList?.Arguments is [var argument]
            && node.ArgumentList!.Arguments[0].Expression is { } original && Pairs(argument.Expression, original) is { Count: > 0 } pairs
            ? Form(visited, pairs)
            : visited;
    }

    /// <summary>The content that takes the place of a form with these pairs.</summary>
    protected abstract ExpressionSyntax Form(ObjectCreationExpressionSyntax content, IReadOnlyList<(ExpressionSyntax Key, ExpressionSyntax Value)> pairs);

    private List<(ExpressionSyntax Key, ExpressionSyntax Value)>? Pairs(ExpressionSyntax visited, ExpressionSyntax original)
    {
        var type = Model.GetTypeInfo(original).Type?.ToDisplayString().Replace("?", string.Empty, StringComparison.Ordinal);
        IEnumerable<SyntaxNode>? elements = (type, visited) switch
        {
            ("System.Collections.Generic.Dictionary<string, string>", ObjectCreationExpressionSyntax { Initializer: { } items }) => items.Expressions,
            ("System.Collections.Generic.Dictionary<string, string>", ImplicitObjectCreationExpressionSyntax { Initializer: { } items }) => items.Expressions,
            (_, ImplicitArrayCreationExpressionSyntax { Initializer: { } items }) => items.Expressions,
            (_, ArrayCreationExpressionSyntax { Initializer: { } items }) => items.Expressions,
            (_, CollectionExpressionSyntax collection) => collection.Elements.Select(element => element is ExpressionElementSyntax item ? item.Expression : (SyntaxNode)element),
            _ => null,
        };
        var pairs = elements?.Select(Pair).ToList();
        return pairs?.TrueForAll(pair => pair is not null) == true ? [.. pairs.Select(pair => pair!.Value)] : null;
    }

    private static (ExpressionSyntax Key, ExpressionSyntax Value)? Pair(SyntaxNode element) => element switch
    {
        AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax { ArgumentList.Arguments: [var key] }, Right: var value } => (key.Expression, value),
        InitializerExpressionSyntax { Expressions: [var key, var value] } => (key, value),
        ObjectCreationExpressionSyntax { ArgumentList.Arguments: [var key, var value] } created when created.Type.ToString().Contains("KeyValuePair", StringComparison.Ordinal) => (key.Expression, value.Expression),
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments: [var key, var value] } => (key.Expression, value.Expression),
        _ => null,
    };
}
