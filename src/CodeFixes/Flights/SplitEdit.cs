using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>Carries out a <see cref="SplitPlan"/>.</summary>
internal static class SplitEdit
{
    public static Document Apply(SplitPlan plan)
    {
        var (site, method, newLine) = (plan.Site, plan.Method, plan.Site.Style.NewLine);
        var type = site.TypeDeclaration!;
        var fieldName = FlightField.NameFor(plan.Function.Name, plan.StaticField, site.Type!, type);
        var coreName = CoreName.For(plan.Function, plan.Shape, site);
        var rest = method.Body!.Statements.Skip(plan.Prefix).ToArray();
        var used = new HashSet<string>(rest.SelectMany(statement => statement.DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        var parameters = plan.Function.Symbol.Parameters.Where(parameter => used.Contains(parameter.Name)
            && !SymbolEqualityComparer.Default.Equals(parameter, plan.Token)).ToArray();

        var indent = Comments.Indent(method.Body.Statements[0].GetLeadingTrivia());
        var flown = SyntaxFactory.ParseStatement(Run(plan, fieldName, coreName, parameters))
            .WithLeadingTrivia(newLine, indent).WithTrailingTrivia(newLine).WithAdditionalAnnotations(Simplifier.Annotation);
        var kept = method.Body.Statements.Take(plan.Prefix).Concat(Without(plan, coreName, parameters, newLine, indent)).Append(flown);
        var outer = method.WithBody(method.Body.WithStatements(SyntaxFactory.List(kept))
            .WithCloseBraceToken(method.Body.CloseBraceToken.WithLeadingTrivia(Comments.Indent(method.Body.CloseBraceToken.LeadingTrivia))
                .WithTrailingTrivia(newLine)));

        var tokenType = plan.Missing == EmptyTest.None
            ? plan.TokenType
            : plan.TokenType.WithNullableAnnotation(NullableAnnotation.Annotated);
        var list = string.Join(", ",
            new[] { $"{site.Style.Text(tokenType)} {Identifiers.Escaped(plan.Token.Name)}" }
            .Concat(plan.Locals.Select(local => $"{site.Style.Text(local.Type)} {Identifiers.Escaped(local.Name)}"))
            .Concat(parameters.Select(parameter => $"{site.Style.Text(parameter.Type)} {Identifiers.Escaped(parameter.Name)}")));
        var isStatic = plan.Function.Symbol.IsStatic || !InstanceUse.In(rest, site.Model);
        rest = [.. rest.Select(statement => CallerMemberName.Keep(statement, plan.Function, site.Model))];
        var result = plan.Shape.Result is { } value
            ? $"global::System.Threading.Tasks.Task<{site.Style.Text(value)}>"
            : "global::System.Threading.Tasks.Task";
        var header = (MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(
            $"private {(isStatic ? "static " : "")}async {result} {coreName}({list}) {{ }}")!;
        var lead = rest[0].GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        rest[0] = rest[0].WithLeadingTrivia(lead);
        var core = header
            .WithParameterList(header.ParameterList.WithTrailingTrivia(method.ParameterList.GetTrailingTrivia()))
            .WithBody(SyntaxFactory.Block(method.Body.OpenBraceToken, SyntaxFactory.List(rest), method.Body.CloseBraceToken))
            .WithAttributeLists(
                KeptAttributes.Of(method, site.Model, newLine, SyntaxFactory.TriviaList(Comments.Indent(method.GetLeadingTrivia()))))
            .WithLeadingTrivia(newLine, Comments.Indent(method.GetLeadingTrivia()))
            .WithAdditionalAnnotations(CoreMark.Annotation);
        core = core.ReplaceNodes(core.ParameterList.Parameters.Select(parameter => parameter.Type!)
            .Append(core.ReturnType), (_, now) => now.WithAdditionalAnnotations(Simplifier.Annotation));

        var changed = type.ReplaceNode(method, new SyntaxNode[] { outer, core });
        var field = FlightField.Declaration(fieldName, plan.StaticField, plan.Flight, site.Style);
        var root = site.Root.ReplaceNode(type, FlightField.Insert(changed, field, newLine));
        return site.Document.WithSyntaxRoot(UsingDirectives.InScope(site.Model, site.Call.SpanStart)
            ? root
            : UsingDirectives.Add(root, newLine));
    }

    private static string Run(SplitPlan plan, string fieldName, string coreName, IParameterSymbol[] parameters)
    {
        var token = plan.KeyParts.Length == 1
            ? Identifiers.Escaped(plan.Token.Name)
            : "(" + string.Join(", ", plan.KeyParts.Select(part => part.Expression)) + ")";
        var cancellation = plan.Inputs.Cancellation;
        string work;
        if (plan.KeyParts.Length == 1
            && cancellation is not null
            && plan.Locals.IsEmpty
            && parameters.Length == 1
            && SymbolEqualityComparer.Default.Equals(parameters[0], cancellation)
            && !CancellationTypes.IsOptionalCancellation(cancellation.Type))
        {
            work = coreName;
        }
        else
        {
            var taken = UniqueNames.Local(plan.KeyParts.Length == 1 ? "token" : "key", plan.Method);
            string Taken(ISymbol symbol) =>
                plan.Inputs.Extra.FirstOrDefault(part => SymbolEqualityComparer.Default.Equals(part.Parameter, symbol)) is { } part
                    ? $"{taken}.{part.Name}"
                    : Identifiers.Escaped(symbol.Name);
            var passed = parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter, cancellation));
            var flightToken = passed ? UniqueNames.Local("flightToken", plan.Method) : "_";
            var arguments = new[] { plan.KeyParts.Length == 1
                ? taken
                : taken + ".RefreshToken" }.Concat(plan.Locals.Select(local => Identifiers.Escaped(local.Name)))
                    .Concat(parameters.Select(parameter => SymbolEqualityComparer.Default.Equals(parameter, cancellation)
                        ? flightToken
                        : Taken(parameter)));
            work = $"({taken}, {flightToken}) => {coreName}({string.Join(", ", arguments)})";
        }

        var start = plan.Shape.Result is null ? "" : "return ";
        var waits = cancellation is null
            ? ""
            : ", " + CancellationTypes.AsCancellationToken(Identifiers.Escaped(cancellation.Name), cancellation.Type);
        return $"{start}await {fieldName}.RunAsync({token}, {work}{waits}){Configured(plan)};";
    }

    private static string Configured(SplitPlan plan) => AwaitStyle.SuffixIn(plan.Function, plan.Site.Model, default);

    // Without a token nothing is redeemed, and nothing needs a flight.
    private static IEnumerable<StatementSyntax> Without(SplitPlan plan, string coreName, IParameterSymbol[] parameters,
        SyntaxTrivia newLine, SyntaxTrivia indent)
    {
        if (plan.Missing == EmptyTest.None)
        {
            return [];
        }

        var arguments = new[] { Identifiers.Escaped(plan.Token.Name) }.Concat(plan.Locals.Select(local => Identifiers.Escaped(local.Name)))
            .Concat(parameters.Select(parameter => Identifiers.Escaped(parameter.Name)));
        var call = $"await {coreName}({string.Join(", ", arguments)}){Configured(plan)}";
        var body = plan.Shape.Result is null ? $"{call};\nreturn;" : $"return {call};";
        var text = $"if ({FlightCall.Test(plan.Missing, Identifiers.Escaped(plan.Token.Name))})\n{{\n{body}\n}}".Replace("\n",
            newLine.ToString());
        return [SyntaxFactory.ParseStatement(text).WithLeadingTrivia(newLine, indent).WithTrailingTrivia(newLine)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation)];
    }
}
