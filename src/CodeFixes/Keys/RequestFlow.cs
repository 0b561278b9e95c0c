using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>What reaches a call: the code in it, and whatever the locals in it are made of.</summary>
internal sealed class RequestFlow
{
    // Values pass through a few locals on their way into a request, not through this many.
    private const int MaxRounds = 12;

    private readonly List<SyntaxNode> _code;

    private RequestFlow(List<SyntaxNode> code, HashSet<string> names) => (_code, Names) = (code, names);

    /// <summary>The names in that code.</summary>
    public HashSet<string> Names { get; }

    /// <summary>The expressions in that code, in the order of the text.</summary>
    public IEnumerable<ExpressionSyntax> Reached =>
        _code.OrderBy(code => code.SpanStart).SelectMany(code => code.DescendantNodesAndSelf()).OfType<ExpressionSyntax>().Distinct();

    /// <param name="start">The call, or its arguments.</param>
    /// <param name="body">The code in which the locals get their values.</param>
    /// <param name="stops">Names that are not followed any further.</param>
    public static RequestFlow Of(IEnumerable<SyntaxNode> start, SyntaxNode body, HashSet<string>? stops = null)
    {
        var code = start.ToList();
        var names = new HashSet<string>(code.SelectMany(NamesIn), StringComparer.Ordinal);
        var sources = Sources(body).ToList();
        for (var round = 0; round < MaxRounds; round++)
        {
            var reached = sources.Where(source => names.Contains(source.Target) && stops?.Contains(source.Target) != true).ToList();
            if (reached.Count == 0)
            {
                break;
            }

            foreach (var source in reached)
            {
                sources.Remove(source);
                code.Add(source.From);
                names.UnionWith(NamesIn(source.From));
            }
        }

        return new RequestFlow(code, names);
    }

    private static IEnumerable<(string Target, SyntaxNode From)> Sources(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer: { } initializer } declarator:
                    yield return (declarator.Identifier.ValueText, initializer);
                    break;
                case AssignmentExpressionSyntax assignment when RootName(assignment.Left) is { } target:
                    yield return (target, assignment);
                    if (Flag(assignment) is { } condition)
                    {
                        yield return (target, condition);
                    }

                    break;
                case InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver },
                } added:
                    yield return (receiver.Identifier.ValueText, added.ArgumentList);
                    if (Flag(added) is { } asked)
                    {
                        yield return (receiver.Identifier.ValueText, asked);
                    }

                    break;
            }
        }
    }

    // if (forResource) { form["resource"] = … }: the flag decides what is asked for.
    private static ExpressionSyntax? Flag(SyntaxNode node) =>
        node.Ancestors().TakeWhile(at => at is StatementSyntax or ElseClauseSyntax || at == node.Parent).OfType<IfStatementSyntax>()
            .FirstOrDefault()?.Condition is { } condition
            && Expressions.Strip(condition is PrefixUnaryExpressionSyntax not ? not.Operand : condition) is IdentifierNameSyntax flag
                ? flag
                : null;

    private static string? RootName(ExpressionSyntax expression) => Expressions.Strip(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => RootName(access.Expression),
        ElementAccessExpressionSyntax access => RootName(access.Expression),
        _ => null,
    };

    private static IEnumerable<string> NamesIn(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);
}
