using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>Where the answer of a refresh goes in the statements behind it: into which locals, and into which stores.</summary>
internal sealed class AnswerFlow(ExpressionSyntax call, RefreshCallSite site, CancellationToken cancellationToken)
{
    private static readonly string[] s_stores =
    [
        "Save", "Store", "Set", "Put", "Persist", "Write", "Update", "Upsert", "Insert", "Add", "Replace", "Remember", "Cache", "Commit",
    ];

    private static readonly string[] s_persists = ["Save", "Commit", "Flush", "Persist", "Apply"];

    private static readonly string[] s_reports = ["Log", "Write", "Print", "Trace", "Track", "Debug", "Report"];

    private static readonly string[] s_reporters = ["Logger", "Console", "Trace", "Debug", "Activity", "Telemetry", "TextWriter",
        "Metrics"];

    private readonly HashSet<string> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Locals and parameters whose objects were changed by the statements so far: the caller's own, not the session's.</summary>
    public IReadOnlyCollection<string> Changed => _changed;

    /// <summary>Takes in what a statement makes of the answer.</summary>
    public void Follow(SyntaxNode statement)
    {
        foreach (var node in statement.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer: { } initializer } declarator when Mentions(initializer):
                    _answers.Add(declarator.Identifier.ValueText);
                    break;
                case AssignmentExpressionSyntax assignment when Mentions(assignment.Right):
                    Assign(assignment.Left);
                    break;
                case SingleVariableDesignationSyntax variable when Tested(variable) is { } tested && Mentions(tested):
                    _answers.Add(variable.Identifier.ValueText);
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } changed
                    when changed.ArgumentList.Arguments.Any(Mentions)
                        && LocalRoot(access.Expression) is { } root
                        && !_answers.Contains(root):
                    _changed.Add(root);
                    break;
            }
        }
    }

    /// <summary>
    /// Whether a statement keeps the answer for the callers that come later, and not for the one request or caller at hand.
    /// </summary>
    public bool IsStoredBy(SyntaxNode statement) => statement.DescendantNodesAndSelf().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => Mentions(assignment.Right) && Targets(assignment.Left).Any(IsState),
        InvocationExpressionSyntax invoked => IsStore(invoked),
        _ => false,
    });

    /// <summary>Whether the function stores the answer behind the call, or in its statement.</summary>
    public static bool IsStoredAfter(InvocationExpressionSyntax call, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site.Function is not { Body: var body })
        {
            return false;
        }

        var flow = new AnswerFlow(call, site, cancellationToken);
        foreach (var statement in body.DescendantNodesAndSelf()
            .Where(node => node is StatementSyntax and not BlockSyntax or ArrowExpressionClauseSyntax))
        {
            var isLeaf = !statement.DescendantNodes().OfType<StatementSyntax>().Any();
            if (isLeaf && statement.Span.End > call.SpanStart)
            {
                flow.Follow(statement);
                if (flow.IsStoredBy(statement))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether code works on the request or the principal of one caller, who is nobody else's.</summary>
    public bool IsOfOneCaller(SyntaxNode code) => SessionOwnership.IsPerCaller(null, code, site.Model, cancellationToken);

    private bool Mentions(SyntaxNode? code) => code is not null
        && (code.Span.Contains(call.Span) && code.SyntaxTree == call.SyntaxTree
            || code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => _answers.Contains(name.Identifier.ValueText)));

    private void Assign(ExpressionSyntax left)
    {
        foreach (var target in Targets(left))
        {
            if (target is IdentifierNameSyntax name && IsLocal(name))
            {
                _answers.Add(name.Identifier.ValueText);
            }
            else if (LocalRoot(target) is { } root && target is not IdentifierNameSyntax)
            {
                _changed.Add(root);
            }
        }
    }

    private bool IsStore(InvocationExpressionSyntax invoked)
    {
        if (invoked == call || invoked.Span.Contains(call.Span) && !invoked.ArgumentList.Arguments.Any(Mentions))
        {
            return false;
        }

        var name = Expressions.CalledName(invoked);
        var isGiven = invoked.ArgumentList.Arguments.Any(Mentions);
        var isPersisted = invoked.ArgumentList.Arguments.Any(argument => NamesIn(argument).Any(_changed.Contains))
            || _changed.Count > 0 && invoked.ArgumentList.Arguments.All(argument => IsCancellation(argument.Expression))
                && StartsWith(name, s_persists);
        return (isGiven || isPersisted)
            && !IsReport(invoked, name)
            && IsShared(invoked)
            && !IsOfOneCaller(invoked)
            && (StartsWith(name, s_stores) || StartsWith(name, s_persists) || GivesNothing(invoked));
    }

    private bool GivesNothing(InvocationExpressionSyntax invoked) =>
        ReturnShape.Of(site.Model.GetTypeInfo(invoked, cancellationToken).Type) is { Result: null };

    // On a member of the object, a static, or a service that a parameter or local brings along.
    private bool IsShared(InvocationExpressionSyntax invoked) => invoked.Expression switch
    {
        IdentifierNameSyntax or GenericNameSyntax or MemberBindingExpressionSyntax =>
            site.Model.GetSymbolInfo(invoked, cancellationToken).Symbol is IMethodSymbol
            {
                MethodKind: MethodKind.Ordinary or MethodKind.DelegateInvoke or MethodKind.ReducedExtension,
            },
        MemberAccessExpressionSyntax access => LocalRoot(access.Expression) is null
            || site.Model.GetTypeInfo(access.Expression, cancellationToken).Type is { } type && InputTypes.IsServiceLike(type),
        _ => false,
    };

    private bool IsReport(InvocationExpressionSyntax invoked, string name)
    {
        var type = invoked.Expression is MemberAccessExpressionSyntax access
            ? site.Model.GetTypeInfo(access.Expression, cancellationToken).Type
                ?? site.Model.GetSymbolInfo(access.Expression, cancellationToken).Symbol as ITypeSymbol
            : null;
        return type is null ? StartsWith(name, s_reports) : s_reporters.Any(word => type.Name.Contains(word));
    }

    private bool IsState(ExpressionSyntax target) => LocalRoot(target) is null && !IsOfOneCaller(target) && target switch
    {
        IdentifierNameSyntax name => !IsLocal(name) && name.Identifier.ValueText != "_",
        MemberAccessExpressionSyntax or ElementAccessExpressionSyntax => true,
        _ => target.ToString() == "field",
    };

    /// <summary>The local or parameter that an expression starts from; null where it starts from a member or a type.</summary>
    private string? LocalRoot(ExpressionSyntax expression) => Expressions.Strip(expression) switch
    {
        IdentifierNameSyntax name => IsLocal(name) ? name.Identifier.ValueText : null,
        MemberAccessExpressionSyntax access => LocalRoot(access.Expression),
        ElementAccessExpressionSyntax access => LocalRoot(access.Expression),
        ConditionalAccessExpressionSyntax access => LocalRoot(access.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => LocalRoot(access.Expression),
        _ => null,
    };

    private bool IsLocal(IdentifierNameSyntax name) => site.Model.GetSymbolInfo(name, cancellationToken).Symbol
        is ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } };

    private bool IsCancellation(ExpressionSyntax expression) =>
        CancellationTypes.IsCancellation(site.Model.GetTypeInfo(expression, cancellationToken).ConvertedType);

    private static ExpressionSyntax? Tested(SingleVariableDesignationSyntax variable) =>
        variable.Ancestors().FirstOrDefault(at => at is IsPatternExpressionSyntax or ArgumentSyntax or SwitchStatementSyntax) switch
        {
            IsPatternExpressionSyntax test => test.Expression,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax invoked } => invoked,
            SwitchStatementSyntax choice => choice.Expression,
            _ => null,
        };

    private static IEnumerable<ExpressionSyntax> Targets(ExpressionSyntax left) =>
        left is TupleExpressionSyntax tuple ? tuple.Arguments.Select(argument => argument.Expression) : [left];

    private static IEnumerable<string> NamesIn(SyntaxNode code) =>
        code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);

    private static bool StartsWith(string name, string[] words) => words.Any(word => name.StartsWith(word, StringComparison.Ordinal));
}
