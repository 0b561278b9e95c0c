using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Analysis;

/// <summary>Reads from the code around a refresh who takes part in the collision, and what becomes of a failure.</summary>
internal sealed class SiteReader(CallGraph graph, RootPaths paths)
{
    private const int MaxName = 48;

    /// <param name="handlers">What findings about failures say of the handlers on the way, by place: "returns null".</param>
    public SiteFacts Read(IReadOnlyDictionary<Location, string> handlers)
    {
        var call = graph.Refresh;
        var keeper = new AnswerKeeper(call).Find();
        return new SiteFacts
        {
            Redeems = Redeems(call.Node),
            Provider = ProviderOf(call),
            Call = paths.Of(call.Node.GetLocation()),
            Keeps = keeper is null ? null : RootPaths.Shorten(keeper.ToString(), MaxName),
            KeepsAt = keeper is null ? null : paths.Of(keeper.GetLocation()),
            Failures = [.. FailuresOnTheWay(handlers)],
        };
    }

    /// <summary>The call without what only the compiler needs: <c>PostAsync("connect/token")</c>.</summary>
    private static string Redeems(SyntaxNode node)
    {
        if (Invocation(node) is not { } call)
        {
            return RootPaths.Shorten(node.ToString(), MaxName);
        }

        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            var other => RootPaths.Shorten(other.ToString(), MaxName),
        };
        var endpoint = call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>()
            .FirstOrDefault();
        return endpoint is null ? $"{name}(…)" : $"{name}({RootPaths.Shorten(endpoint.ToString(), MaxName)})";
    }

    private static string ProviderOf(CallSite site)
    {
        var receiver = Invocation(site.Node)?.Expression is MemberAccessExpressionSyntax access ? access.Expression : null;
        if (receiver is not null && site.Model.GetTypeInfo(receiver).Type is { } type)
        {
            return type.Name.Length > 0 ? type.Name : type.ToDisplayString();
        }

        return site.Callees.FirstOrDefault()?.ContainingType?.Name ?? "identity provider";
    }

    internal static InvocationExpressionSyntax? Invocation(SyntaxNode node) =>
        node as InvocationExpressionSyntax
        ?? (node as AwaitExpressionSyntax)?.Expression as InvocationExpressionSyntax
        ?? node.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault();

    private IEnumerable<FailureNote> FailuresOnTheWay(IReadOnlyDictionary<Location, string> handlers)
    {
        var chain = graph.Chains[0];
        for (var index = chain.Length - 1; index >= 0; index--)
        {
            var around = chain[index].Node.Ancestors().TakeWhile(at => at is not MemberDeclarationSyntax).OfType<TryStatementSyntax>();
            foreach (var clause in around.Where(at => at.Block.Span.Contains(chain[index].Node.Span)).SelectMany(at => at.Catches))
            {
                yield return NoteOf(clause, handlers);
            }
        }
    }

    private FailureNote NoteOf(CatchClauseSyntax clause, IReadOnlyDictionary<Location, string> handlers)
    {
        var type = clause.Declaration?.Type.ToString();
        var name = type is null ? "catch" : $"catch ({type})";
        var head = clause.CatchKeyword.GetLocation();
        var known = handlers.FirstOrDefault(pair => pair.Key.SourceTree == clause.SyntaxTree
            && pair.Key.SourceSpan.Start == clause.SpanStart);
        var does = known.Value ?? WhatItDoes(clause);
        return new FailureNote(name, does, !does.StartsWith("throws", StringComparison.Ordinal), paths.Of(head));
    }

    private static string WhatItDoes(CatchClauseSyntax clause)
    {
        var statements = clause.Block.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).ToImmutableArray();
        if (statements.OfType<ThrowStatementSyntax>().FirstOrDefault() is { } thrown)
        {
            return thrown.Expression is ObjectCreationExpressionSyntax created ? $"throws {created.Type}" : "throws on";
        }

        var exit = statements.OfType<ReturnStatementSyntax>().LastOrDefault();
        return exit is null ? "goes on"
            : $"returns {(exit.Expression is { } value ? RootPaths.Shorten(value.ToString(), MaxName) : "early")}";
    }
}
