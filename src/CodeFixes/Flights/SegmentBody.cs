using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// The delegate of the flight that a segment becomes: the same statements, on the key's token and the flight's cancellation.
/// </summary>
internal sealed class SegmentBody
{
    private readonly SegmentPlan _plan;
    private readonly SyntaxNode[] _statements;
    private readonly string? _returned;

    public SegmentBody(SegmentPlan plan)
    {
        _plan = plan;
        var (site, segment) = (plan.Site, plan.Segment);
        var tokenName = UniqueNames.Local(plan.Extra.IsEmpty ? "token" : "key", segment.First);
        var flightName = UniqueNames.Local("flightToken", segment.First);
        var replaced = new Dictionary<SyntaxNode, ExpressionSyntax>();
        foreach (var node in KeyReads(plan))
        {
            replaced[node] = SyntaxFactory.ParseExpression(plan.Extra.IsEmpty ? tokenName : tokenName + ".RefreshToken");
        }

        var usesKey = replaced.Count > 0;
        var given = segment.Statements.SelectMany(statement => Cancellations(statement, site)).ToArray();
        foreach (var node in given)
        {
            replaced[node] = SyntaxFactory.IdentifierName(flightName);
        }

        _returned = segment.Output?.Name;
        if (IsOuterLocal(segment) && segment.Statements.Length > 1)
        {
            // Each caller writes the local of the code around for itself, behind the flight.
            _returned = UniqueNames.Local("renewed", segment.First);
            foreach (var node in segment.Statements.Skip(1).SelectMany(statement => Reads(statement, segment.Output!, site.Model)))
            {
                replaced[node] = SyntaxFactory.IdentifierName(_returned);
            }
        }

        else if (segment.Output is { } declared && !segment.Leaves && site.Style.Version < LanguageVersion.CSharp8)
        {
            // Older compilers let no local of a lambda hide one of the function around.
            _returned = UniqueNames.Local("answer", segment.First);
            foreach (var node in segment.Statements.SelectMany(statement => Reads(statement, declared, site.Model)))
            {
                replaced[node] = SyntaxFactory.IdentifierName(_returned);
            }
        }

        var appended = given.Any(node => site.Call.Span.Contains(node.Span))
            || site.Call.ArgumentList.Arguments.Any(
                argument => CancellationTypes.IsCancellation(site.Model.GetTypeInfo(argument.Expression).ConvertedType))
                ? null
                : FlightCancellation.Appended(site.Call, site.Model, default)?.WithExpression(SyntaxFactory.IdentifierName(flightName));
        _statements = [.. segment.Statements.Select(statement => Rewrite(statement, replaced, site.Call, appended))];
        if (_returned != segment.Output?.Name)
        {
            _statements = IsOuterLocal(segment)
                ? [Declaration((ExpressionStatementSyntax)_statements[0], _returned!), .. _statements.Skip(1)]
                : [.. _statements.Select(statement => Renamed(statement, segment.Output!.Name, _returned!))];
        }

        var hasDiscard = segment.Statements.Any(UniqueNames.HasDiscard);
        var key = usesKey || hasDiscard ? tokenName : "_";
        var flight = given.Length > 0 || appended is not null || hasDiscard
            ? flightName
            : key == "_" && !site.Style.ManyDiscards
            ? "__"
            : "_";
        Head = (plan.IsAwaited && !PassesTask ? "async " : "") + $"({key}, {flight})";
        CallersToken = TokenOf(given, site);
        AwaitSuffix = AwaitStyle.SuffixIn(site.Function!, site.Model, default);
        var token = plan.Key.Expression.WithoutTrivia().ToString();
        KeyArgument = plan.Extra.IsEmpty ? token : $"({string.Join(", ", plan.Extra.Select(part => part.Expression).Prepend(token))})";
    }

    /// <summary>The parameters of the lambda.</summary>
    public string Head { get; }

    /// <summary>The cancellation token with which the caller waits; null where there is none in scope.</summary>
    public string? CallersToken { get; }

    /// <summary>What the await of the flight ends with.</summary>
    public string AwaitSuffix { get; }

    public string KeyArgument { get; }

    /// <summary>The one expression that the delegate comes to; null where it takes statements.</summary>
    public ExpressionSyntax? Expression => _statements.Length != 1 || ValueOf(_statements[0]) is not { } value ? null
        : PassesTask ? Awaited(value)
        : value;

    // (token, flightToken) => client.RefreshAsync(token, flightToken): its task is the flight's.
    private bool PassesTask => _plan.IsAwaited && _plan.Segment.Statements.Length == 1
        && ValueOf(_plan.Segment.First) is AwaitExpressionSyntax awaited
        && Awaited(awaited) is var bare
        && ReturnShape.Of(_plan.Site.Model.GetTypeInfo(bare).Type) is { Kind: ReturnKind.TaskOfT or ReturnKind.Task } shape
        && (shape.Result is null ? _plan.Result is null : SymbolEqualityComparer.IncludeNullability.Equals(shape.Result, _plan.Result))
        && !AwaitStyle.In(bare).Any(node => !_plan.Key.Expression.Span.Contains(node.Span));

    /// <summary>The statements, one step further in than they were.</summary>
    /// <param name="indent">The white space before the first of them, where they stand now.</param>
    public IEnumerable<StatementSyntax> Statements(string indent)
    {
        var step = Indentation.StepIn(_plan.Site.Root);
        var inner = SyntaxFactory.Whitespace(indent + step);
        var newLine = _plan.Site.Style.NewLine;
        if (_statements.Length == 1 && _plan.Result is not null && ValueOf(_statements[0]) is { } value)
        {
            var returned = Return(PassesTask ? Awaited(value) : value).WithTrailingTrivia(_statements[0].GetTrailingTrivia());
            yield return Ended(MovedIn(returned, indent, step).WithLeadingTrivia(inner));
            yield break;
        }

        foreach (var statement in _statements.Cast<StatementSyntax>())
        {
            var moved = MovedIn(statement, indent, step);
            yield return Ended(statement == _statements[0] ? moved.WithLeadingTrivia(inner) : moved);
        }

        if (!_plan.Segment.Leaves && _returned is { } name)
        {
            yield return Ended(Return(SyntaxFactory.IdentifierName(Identifiers.Escaped(name))).WithLeadingTrivia(inner));
        }

        StatementSyntax Ended(StatementSyntax statement) =>
            statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) ? statement : statement.WithTrailingTrivia(newLine);
    }

    /// <summary>The statements on the one line that the function is written on.</summary>
    public IEnumerable<StatementSyntax> StatementsInLine() =>
        Statements("").Select(statement => statement.WithLeadingTrivia().WithTrailingTrivia(SyntaxFactory.Space));

    private static ReturnStatementSyntax Return(ExpressionSyntax value) => SyntaxFactory.ReturnStatement(
        SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space),
        value.WithoutLeadingTrivia().WithoutTrailingTrivia(),
        SyntaxFactory.Token(SyntaxKind.SemicolonToken));

    private ExpressionSyntax? ValueOf(SyntaxNode statement) => statement switch
    {
        ExpressionSyntax expression => expression,
        ReturnStatementSyntax { Expression: { } returned } => returned,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } when IsOuterLocal(
            _plan.Segment) => assignment.Right,
        ExpressionStatementSyntax { Expression: { } done } => done,
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } =>
            variables[0].Initializer?.Value,
        _ => null,
    };

    private static ExpressionSyntax Awaited(ExpressionSyntax value)
    {
        var awaited = value is AwaitExpressionSyntax { Expression: var task } ? task : value;
        return awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            && access.Name.Identifier.ValueText == "ConfigureAwait"
                ? access.Expression
                : awaited;
    }

    // Behind a write of what the key is read from, the same text is another value.
    private static IEnumerable<ExpressionSyntax> KeyReads(SegmentPlan plan)
    {
        var site = plan.Site;
        var all = plan.Segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf());
        var changes = Writes.Changes(all, Expressions.Strip(plan.Key.Expression));
        return plan.Segment.Statements
            .SelectMany(statement => ValueReads.Of(plan.Key.Expression, statement, site.Call, site.Model, default))
            .Where(node => !changes || site.Call.Span.Contains(node.Span));
    }

    private static IEnumerable<ExpressionSyntax> Reads(SyntaxNode code, ISymbol local, SemanticModel model) =>
        code.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));

    // What carries the caller's cancellation: parameters, and members of a request. What says that there is none stays.
    private static IEnumerable<ExpressionSyntax> Cancellations(SyntaxNode statement, RefreshCallSite site)
    {
        var found = new HashSet<ExpressionSyntax>(FlightCancellation.Of(statement, site.Model, default).Given
            .Where(given => given is not (LiteralExpressionSyntax or DefaultExpressionSyntax) && Expressions.LastName(given) != "None"));
        foreach (var name in statement.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (site.Model.GetSymbolInfo(name).Symbol is IParameterSymbol parameter
                && CancellationTypes.IsCancellationToken(parameter.Type)
                && !parameter.DeclaringSyntaxReferences.Any(place => statement.Span.Contains(place.Span))
                && name.Parent is not NameColonSyntax
                && !name.Ancestors().TakeWhile(at => at != statement)
                    .Any(at => at is LambdaExpressionSyntax lambda && lambda.Modifiers.Any(SyntaxKind.StaticKeyword)))
            {
                found.Add(name);
            }
        }

        return found.Where(node => !node.Ancestors().OfType<ExpressionSyntax>().Any(found.Contains)).ToArray();
    }

    private static string? TokenOf(ExpressionSyntax[] given, RefreshCallSite site)
    {
        var own = given.FirstOrDefault(node => site.Call.Span.Contains(node.Span))
            ?? given.FirstOrDefault(node => node is IdentifierNameSyntax);
        if (own is not null)
        {
            return CancellationTypes.AsCancellationToken(own.WithoutTrivia().ToString(), site.Model.GetTypeInfo(own).Type);
        }

        // The exchange could not be left before, and still says so.
        return site.Model.LookupSymbols(site.Call.SpanStart).Any(symbol =>
            symbol is IParameterSymbol parameter && CancellationTypes.IsCancellation(parameter.Type))
                ? "global::System.Threading.CancellationToken.None"
                : null;
    }

    private static bool IsOuterLocal(Segment segment) => segment.Output is { } output && !segment.Leaves
        && SegmentPlan.Stored(segment.First) is { Left: IdentifierNameSyntax name } && name.Identifier.ValueText == output.Name;

    private static SyntaxNode Rewrite(SyntaxNode statement, Dictionary<SyntaxNode, ExpressionSyntax> replaced,
        InvocationExpressionSyntax call, ArgumentSyntax? appended)
    {
        var nodes = replaced.Keys.Where(node => statement.Span.Contains(node.Span));
        if (appended is not null && statement.Span.Contains(call.Span))
        {
            nodes = nodes.Append(call);
        }

        return ImpliedNames.Replace(statement, nodes, (old, now) => replaced.TryGetValue(old, out var other)
            ? other.WithTriviaFrom(old)
            : ArgumentLists.Append((InvocationExpressionSyntax)now, appended!));
    }

    private static SyntaxNode Renamed(SyntaxNode statement, string from, string to) => statement.ReplaceTokens(
        statement.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier,
            SingleVariableDesignationSyntax variable => variable.Identifier,
            _ => default,
        }).Where(name => name.RawKind != 0 && name.ValueText == from),
        (name, _) => SyntaxFactory.Identifier(to).WithTriviaFrom(name));

    private static StatementSyntax Declaration(ExpressionStatementSyntax statement, string name)
    {
        var assignment = (AssignmentExpressionSyntax)statement.Expression;
        var declared = (LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"var {name} = x;");
        var variable = declared.Declaration.Variables[0];
        return declared
            .ReplaceNode(variable.Initializer!.Value, assignment.Right.WithoutLeadingTrivia().WithoutTrailingTrivia())
            .WithTriviaFrom(statement);
    }

    private static T MovedIn<T>(T statement, string indent, string step)
        where T : StatementSyntax =>
        statement.ReplaceTokens(statement.DescendantTokens(),
            (_, token) => token.WithLeadingTrivia(token.LeadingTrivia.Select((trivia, index) =>
            IsLineStart(token.LeadingTrivia, index) && trivia.ToString().StartsWith(indent, StringComparison.Ordinal)
                ? SyntaxFactory.Whitespace(step + trivia)
                : trivia)));

    private static bool IsLineStart(SyntaxTriviaList trivia, int index) =>
        trivia[index].IsKind(SyntaxKind.WhitespaceTrivia) && (index == 0 || trivia[index - 1].IsKind(SyntaxKind.EndOfLineTrivia));
}
