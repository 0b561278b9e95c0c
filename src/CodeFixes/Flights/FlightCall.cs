using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>What remains of a guarded function: the call that starts or joins the flight.</summary>
internal sealed class FlightCall(GuardPlan plan, string coreName, string fieldName)
{
    private readonly EnclosingFunction _function = plan.Function;

    /// <summary>The new block, on the old one's braces.</summary>
    public BlockSyntax Block(BlockSyntax old)
    {
        var statements = new List<string>();
        var key = plan.Key;
        var keyText = KeyArgument(key?.Expression.WithoutTrivia().ToString());
        if (key is { Empty: not EmptyTest.None })
        {
            var value = key.Expression.WithoutTrivia().ToString();
            if (key.Parameter is null && key.Expression is not IdentifierNameSyntax)
            {
                var local = UniqueNames.Local("refreshToken", _function.Declaration);
                statements.Add($"var {local} = {value};");
                value = local;
                keyText = KeyArgument(local);
            }

            statements.Add(Without(Test(key.Empty, value)));
        }

        statements.Add((plan.Shape.Kind == ReturnKind.Void ? "" : "return ") + Returned(Run(keyText)) + ";");
        var newLine = plan.Site.Style.NewLine;
        var multiLine = old.OpenBraceToken.GetLocation().GetLineSpan().StartLinePosition.Line != old.CloseBraceToken.GetLocation()
            .GetLineSpan().StartLinePosition.Line;
        var parsed = statements.Select(text => SyntaxFactory.ParseStatement(text.Replace("\n", newLine.ToString()))
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation)).ToArray();
        for (var index = 0; index < parsed.Length; index++)
        {
            parsed[index] = multiLine || parsed.Length > 1
                ? parsed[index].WithLeadingTrivia(SyntaxFactory.ElasticMarker)
                    .WithTrailingTrivia(parsed[index] is IfStatementSyntax
                        ? SyntaxFactory.TriviaList(newLine, newLine)
                        : SyntaxFactory.TriviaList(newLine))
                : parsed[index].WithoutTrivia();
        }

        var open = SyntaxFactory.Token(BraceIndent(old.OpenBraceToken), SyntaxKind.OpenBraceToken,
            SyntaxFactory.TriviaList(multiLine || parsed.Length > 1 ? newLine : SyntaxFactory.Space));
        var close = SyntaxFactory.Token(multiLine
            ? SyntaxFactory.TriviaList(Comments.Indent(old.CloseBraceToken.LeadingTrivia))
            : SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.CloseBraceToken, SyntaxFactory.TriviaList(newLine));
        return SyntaxFactory.Block(open, SyntaxFactory.List(parsed), close);
    }

    /// <summary>The new expression, behind the old arrow.</summary>
    public ArrowExpressionClauseSyntax Arrow(ArrowExpressionClauseSyntax old)
    {
        var run = Run(KeyArgument(plan.Key?.Expression.WithoutTrivia().ToString()));
        if (plan.Key is { Empty: not EmptyTest.None } key)
        {
            run = $"{Test(key.Empty, key.Expression.WithoutTrivia().ToString())} ? {Direct()} : {Returned(run)}";
        }
        else
        {
            run = Returned(run);
        }

        var expression = SyntaxFactory.ParseExpression(run).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
        return old.WithArrowToken(old.ArrowToken.WithTrailingTrivia(Blank(old.ArrowToken.TrailingTrivia)))
            .WithExpression(expression.WithLeadingTrivia(Blank(old.Expression.GetLeadingTrivia())));
    }

    private string Without(string test) =>
        plan.Shape.Kind == ReturnKind.Void ? $"if ({test})\n{{\n{Direct()};\nreturn;\n}}\n" : $"if ({test})\n{{\nreturn {Direct()};\n}}\n";

    /// <summary>The core for a caller without a token: nothing is redeemed, so no flight is needed.</summary>
    private string Direct()
    {
        var call = CoreCall(token: null, flightToken: plan.Inputs.Cancellation?.Name);
        return plan.CoreIsValueTask ? call : Returned(call);
    }

    private string Run(string? key)
    {
        var run = plan.Shape.IsAsync ? "RunAsync" : "Run";
        var arguments = new List<string>();
        if (key is not null)
        {
            arguments.Add(key);
        }

        arguments.Add(plan.PassesMethodGroup ? coreName : Lambda());
        if (plan.Inputs.Cancellation is { } cancellation)
        {
            arguments.Add(CancellationTypes.AsCancellationToken(Identifiers.Escaped(cancellation.Name), cancellation.Type));
        }

        return $"{fieldName}.{run}({string.Join(", ", arguments)})";
    }

    private string Lambda()
    {
        var usesKey = plan.Key?.Parameter is not null || plan.Inputs.Extra.Any(part => part.Parameter is not null);
        var token = usesKey ? UniqueNames.Local(plan.KeyParts.Length > 1 ? "key" : "token", _function.Declaration) : "_";
        var flightToken = plan.Inputs.Cancellation is null
            ? (token == "_" && plan.Key is not null && !plan.Site.Style.ManyDiscards ? "__" : "_")
            : UniqueNames.Local("flightToken", _function.Declaration);
        var call = CoreCall(usesKey ? token : null, plan.Inputs.Cancellation is null ? null : flightToken);
        if (plan.CoreIsValueTask)
        {
            call += ".AsTask()";
        }

        return plan.Key is null ? $"{flightToken} => {call}" : $"({token}, {flightToken}) => {call}";
    }

    /// <summary>The call of the core; with the key's parts in place of the parameters where it is made by the flight.</summary>
    private string CoreCall(string? token, string? flightToken)
    {
        var arguments = plan.CoreParameters.Select(parameter =>
            SymbolEqualityComparer.Default.Equals(parameter, plan.Inputs.Cancellation) ? Identifiers.Escaped(flightToken ?? parameter.Name)
            : token is null ? Identifiers.Escaped(parameter.Name)
            : SymbolEqualityComparer.Default.Equals(parameter, plan.Key?.Parameter) ? (plan.KeyParts.Length > 1
                ? token + "." + plan.KeyParts[0].Name
                : token)
            : plan.Inputs.Extra.FirstOrDefault(
                part => SymbolEqualityComparer.Default.Equals(part.Parameter, parameter)) is { } part ? token + "." + part.Name
            : Identifiers.Escaped(parameter.Name));
        var generic = _function.Symbol.TypeParameters.Length == 0
            ? ""
            : "<" + string.Join(", ", _function.Symbol.TypeParameters.Select(parameter => parameter.Name)) + ">";
        return $"{coreName}{generic}({string.Join(", ", arguments)})";
    }

    private string? KeyArgument(string? token)
    {
        if (token is null)
        {
            return null;
        }

        var parts = plan.KeyParts;
        return parts.Length == 1
            ? token
            : "(" + string.Join(", ", parts.Select((part, index) => index == 0 ? token : part.Expression)) + ")";
    }

    private string Returned(string expression) => plan.Shape.Kind switch
    {
        ReturnKind.ValueTask => $"new global::System.Threading.Tasks.ValueTask({expression})",
        ReturnKind.ValueTaskOfT =>
            $"new global::System.Threading.Tasks.ValueTask<{plan.Site.Style.Text(plan.Shape.Result!)}>({expression})",
        _ => expression,
    };

    /// <summary>The condition under which there is no token.</summary>
    public static string Test(EmptyTest test, string value) => test switch
    {
        EmptyTest.NullOrEmpty => $"string.IsNullOrEmpty({value})",
        EmptyTest.NullOrWhiteSpace => $"string.IsNullOrWhiteSpace({value})",
        _ => $"{value} is null",
    };

    // Comments before a brace stay with the body that moves, and so do their lines.
    private static SyntaxTriviaList BraceIndent(SyntaxToken brace) =>
        Comments.In(brace).Any() ? SyntaxFactory.TriviaList(Comments.Indent(brace.LeadingTrivia)) : Blank(brace.LeadingTrivia);

    private static SyntaxTriviaList Blank(SyntaxTriviaList trivia) =>
        SyntaxFactory.TriviaList(trivia.Where(item => item.IsKind(SyntaxKind.WhitespaceTrivia) || item.IsKind(SyntaxKind.EndOfLineTrivia)));
}
