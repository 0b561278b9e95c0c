using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>Carries out a <see cref="WrapPlan"/>.</summary>
internal static class WrapEdit
{
    public static Document Apply(WrapPlan plan)
    {
        var site = plan.Site;
        var fieldName = plan.Shared is { } shared ? shared.Name
            : site.TypeDeclaration is not null ? FlightField.NameFor(plan.Member, plan.StaticField, site)
            : FlightField.LocalNameFor(plan.Member, plan.Wrapped);
        var (old, replacement) = Replacement(plan, FlightField.Access(fieldName, plan.StaticField, site));
        SyntaxNode root;
        if (site.TypeDeclaration is { } declaration)
        {
            var changed = declaration.ReplaceNode(old, replacement);
            root = site.Root.ReplaceNode(declaration, plan.Shared is not null
                ? changed
                : FlightField.Insert(changed, FlightField.Declaration(fieldName, plan.StaticField, plan.Flight, site.Style),
                    site.Style.NewLine, plan.FieldComments));
        }
        else
        {
            root = TopLevelStatements.Declare(site.Root.ReplaceNode(old, replacement), FlightField.Local(fieldName, plan.Flight),
                site.Style.NewLine);
        }

        if (!UsingDirectives.InScope(site.Model, site.Call.SpanStart))
        {
            root = UsingDirectives.Add(root, site.Style);
        }

        return site.Document.WithSyntaxRoot(root);
    }

    private static (SyntaxNode Old, SyntaxNode New) Replacement(WrapPlan plan, string fieldName)
    {
        var token = UniqueNames.Local(plan.KeyName, plan.Wrapped);
        var flightToken = UniqueNames.Local("flightToken", plan.Wrapped);
        var body = Body(plan, token, flightToken, out var usesKey, out var usesToken);
        var isNamed = UniqueNames.HasDiscard(body);
        var keyName = usesKey || isNamed ? token : "_";
        var tokenName = usesToken || isNamed
            ? flightToken
            : keyName == "_" && plan.Key is not null && !plan.Site.Style.ManyDiscards
            ? "__"
            : "_";
        var lambdaParameters = plan.Key is null ? tokenName : $"({keyName}, {tokenName})";
        var lambda = SyntaxFactory.ParseExpression($"{lambdaParameters} => x");
        lambda = lambda.ReplaceNode(((LambdaExpressionSyntax)lambda).ExpressionBody!, body.WithoutTrivia().WithLeadingTrivia());
        var arguments = new List<ArgumentSyntax>();
        if (plan.Key is { } key)
        {
            var first = key.Expression.WithoutTrivia();
            arguments.Add(SyntaxFactory.Argument(plan.Extra.IsEmpty
                ? first
                : SyntaxFactory.ParseExpression(
                    "(" + string.Join(", ", new[] { first.ToString() }.Concat(plan.Extra.Select(part => part.Expression))) + ")")));
        }

        arguments.Add(SyntaxFactory.Argument(lambda));
        if (plan.CallerToken is { } callerToken)
        {
            arguments.Add(SyntaxFactory.Argument(callerToken));
        }

        var separators = Enumerable.Repeat(
            SyntaxFactory.Token(default, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)), arguments.Count - 1);
        ExpressionSyntax run = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.ParseExpression(fieldName),
                SyntaxFactory.IdentifierName(plan.Shape.IsAsync ? "RunAsync" : "Run")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments, separators)));
        SyntaxNode old = plan.Wrapped;
        if (plan.Shape.IsValueTask)
        {
            if (plan.Wrapped.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask",
                Parent: InvocationExpressionSyntax conversion })
            {
                old = conversion;
            }
            else if (!IsAwaited(plan.Wrapped))
            {
                run = ValueTasks.Of(run, plan.Shape.Result, plan.Site.Style);
            }
        }

        return plan.ReturnsTask && TaskPassThrough.Of(plan, run) is { } direct ? direct : (old, run.WithTriviaFrom(old));
    }

    private static bool IsAwaited(SyntaxNode call) =>
        call.Parent is AwaitExpressionSyntax
        || call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait",
            Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } };

    // The call as the flight makes it: on the key's token and the flight's cancellation.
    private static ExpressionSyntax Body(WrapPlan plan, string token, string flightToken, out bool usesKey, out bool usesToken)
    {
        var replaced = new Dictionary<SyntaxNode, ExpressionSyntax>();
        if (plan.Key is { } key)
        {
            var value = plan.Extra.IsEmpty ? token : token + ".RefreshToken";
            Replace(key.Expression, value);
            foreach (var (name, expression, _, _) in plan.Extra.Where(part => part.Parameter is not null))
            {
                Replace(SyntaxFactory.IdentifierName(expression), token + "." + name);
            }
        }

        usesKey = replaced.Count > 0;
        foreach (var node in plan.Cancellation)
        {
            replaced[node] = SyntaxFactory.IdentifierName(flightToken);
        }

        usesToken = plan.Cancellation.Length > 0 || plan.Appended is not null;
        var call = ImpliedNames.Replace(plan.Wrapped, replaced.Keys, (old, _) => replaced[old].WithTriviaFrom(old));
        if (plan.Appended is { } appended)
        {
            call = ArgumentLists.Append(call, appended.WithExpression(SyntaxFactory.IdentifierName(flightToken)));
        }

        return plan.Shape.IsValueTask
            ? SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrailingTrivia(),
                    SyntaxFactory.IdentifierName("AsTask")))
            : call;

        void Replace(ExpressionSyntax part, string value)
        {
            foreach (var node in ValueReads.Of(part, plan.Wrapped.ArgumentList, plan.Wrapped, plan.Site.Model, default)
                .Where(node => !node.Ancestors().Any(replaced.ContainsKey)))
            {
                replaced[node] = SyntaxFactory.ParseExpression(value);
            }
        }
    }
}
