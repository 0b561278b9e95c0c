using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.Tool.Analysis;

/// <summary>
/// What tells a finding from all others and stays the same when lines move, when a file is renamed, when the code around changes, and when
/// a
/// parameter is added: the rule, the member with its type and namespace, and the head of the marked code. Equal ones are told apart by
/// count.
/// </summary>
internal static class Fingerprints
{
    private const int HexDigits = 20;

    public static string Of(Diagnostic diagnostic, ISymbol? member)
    {
        var tree = diagnostic.Location.SourceTree!;
        var node = tree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var where = member is null ? Path.GetFileName(tree.FilePath) : Names.Qualified(member);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', diagnostic.Id, where, HeadOf(node, diagnostic))));
        return Convert.ToHexStringLower(hash)[..HexDigits];
    }

    private static string HeadOf(SyntaxNode node, Diagnostic diagnostic)
    {
        var call = node.AncestorsAndSelf().TakeWhile(at => at.Span == node.Span)
            .FirstOrDefault(at => at is InvocationExpressionSyntax) ?? node;
        return call switch
        {
            AwaitExpressionSyntax { Expression: InvocationExpressionSyntax awaited } => NameOf(awaited),
            InvocationExpressionSyntax invocation => NameOf(invocation),
            _ => RootPaths.Shorten(diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan), 200),
        };
    }

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        var other => other.ToString(),
    };
}
