using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Tool.Analysis;

/// <summary>Finds what keeps the answer of a refresh: an assignment to a member, or a call that is handed a value made of the
/// answer.</summary>
internal sealed class AnswerKeeper(CallSite refresh)
{
    private static readonly string[] s_words = ["Save", "Store", "Set", "Update", "Replace", "Persist", "Write", "Put", "Upsert", "Add",
        "Rotate"];

    public SyntaxNode? Find()
    {
        var body = refresh.Node.Ancestors().FirstOrDefault(node =>
            node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        if (body is null)
        {
            return null;
        }

        var tainted = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var after = body.DescendantNodes().Where(node => node.Span.End > refresh.Node.SpanStart);
        foreach (var node in after)
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value } declared when Holds(value, tainted):
                    tainted.Add(refresh.Model.GetDeclaredSymbol(declared)!);
                    break;
                case AssignmentExpressionSyntax assignment when Holds(assignment.Right, tainted):
                    if (refresh.Model.GetSymbolInfo(assignment.Left).Symbol is not ILocalSymbol local)
                    {
                        return assignment.Left;
                    }

                    tainted.Add(local);
                    break;
                case InvocationExpressionSyntax call when IsStore(call, tainted):
                    return call;
            }
        }

        return null;
    }

    private bool Holds(SyntaxNode value, HashSet<ISymbol> tainted) =>
        value.Span.Contains(refresh.Node.Span)
        || value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(name => refresh.Model.GetSymbolInfo(name).Symbol is { } symbol && tainted.Contains(symbol));

    private bool IsStore(InvocationExpressionSyntax call, HashSet<ISymbol> tainted)
    {
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        return call.SpanStart > refresh.Node.Span.End
            && s_words.Any(word => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            && call.ArgumentList.Arguments.Any(argument => Holds(argument.Expression, tainted));
    }
}
