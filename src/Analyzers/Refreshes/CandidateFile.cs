using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// What the text of one file says of refreshes. It depends on nothing else than the file, so that it is kept for as long as the syntax tree lives,
/// also from one compilation to the next: an edit costs the reading of the edited file.
/// </summary>
internal sealed class CandidateFile
{
    private static readonly ConditionalWeakTable<SyntaxTree, CandidateFile> s_known = new();

    private static readonly CandidateTextFilter s_refreshes = new(["refresh", "renew", "rotat"]);

    private static readonly CandidateTextFilter s_credentials =
        new(["token", "session", "auth", "credential", "login", "grant", "jwt", "refreshkey", "refreshoperation"], never: "cancellation");

    private static readonly CandidateFile s_silent = new(ImmutableArray<CandidateMember>.Empty, ImmutableArray<string>.Empty);

    private CandidateFile(ImmutableArray<CandidateMember> members, ImmutableArray<string> names) => (Members, FurtherNames) = (members, names);

    /// <summary>The members that speak of a refresh, by position.</summary>
    public ImmutableArray<CandidateMember> Members { get; }

    /// <summary>Names of declared members and of constants by which others may speak of a refresh.</summary>
    public ImmutableArray<string> FurtherNames { get; }

    public static CandidateFile Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (s_known.TryGetValue(tree, out var known))
        {
            return known;
        }

        var made = Read(tree, cancellationToken);
        return s_known.GetValue(tree, _ => made);
    }

    /// <summary>Whether a name or a constant says refresh.</summary>
    public static bool SaysRefresh(string text) => s_refreshes.IsIn(text);

    /// <summary>Whether a part of a file says refresh.</summary>
    public static bool SaysRefresh(SourceText text, TextSpan span) => s_refreshes.IsIn(text, span);

    /// <summary>Whether a file speaks of credentials at all.</summary>
    public static bool SpeaksOfCredentials(SourceText text) => s_credentials.IsIn(text, new TextSpan(0, text.Length));

    private static CandidateFile Read(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = tree.GetText(cancellationToken);
        var place = s_refreshes.Next(text, 0, text.Length);
        if (place < 0)
        {
            return s_silent;
        }

        var members = ImmutableArray.CreateBuilder<CandidateMember>();
        var names = ImmutableArray.CreateBuilder<string>();
        var root = tree.GetRoot(cancellationToken);
        while (place >= 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = root.FindToken(place);
            place = s_refreshes.Next(text, token.Span.Contains(place) ? Pass(token, text, members, names) : Behind(token, place), text.Length);
        }

        return new CandidateFile(members.ToImmutable(), names.ToImmutable());
    }

    // A comment is passed as a whole, and so is what stands behind a token up to the next one.
    private static int Behind(SyntaxToken token, int place) => Math.Max(place + 1, place < token.SpanStart ? token.SpanStart : token.FullSpan.End);

    /// <summary>Notes the member around a token; where to go on reading.</summary>
    private static int Pass(SyntaxToken token, SourceText text, ImmutableArray<CandidateMember>.Builder members, ImmutableArray<string>.Builder names)
    {
        if (token.Parent is not { } node || node.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null)
        {
            return token.Span.End;
        }

        if (FurtherName(node) is { } name)
        {
            names.Add(name);
        }

        if (MemberBodies.MemberAround(node) is not { } member)
        {
            return token.Span.End;
        }

        // Top-level statements are one member, though types stand behind them.
        var span = member is CompilationUnitSyntax ? node.FirstAncestorOrSelf<GlobalStatementSyntax>()?.Span ?? token.Span : member.Span;
        var isNear = s_credentials.IsIn(text, span) || node.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => s_credentials.IsIn(text, HeadOf(type)));
        var said = isNear ? ImmutableArray<string>.Empty : Identifiers(member, span);
        members.Add(new CandidateMember(token.SpanStart, MemberBodies.NameAround(node), isNear || said.Any(Vocabulary.EndsAsRequest), said));
        return Math.Max(span.End, token.Span.End);
    }

    private static TextSpan HeadOf(TypeDeclarationSyntax type) =>
        TextSpan.FromBounds(type.Identifier.SpanStart, type.OpenBraceToken.IsKind(SyntaxKind.None) || type.OpenBraceToken.IsMissing ? type.Identifier.Span.End : type.OpenBraceToken.SpanStart);

    private static ImmutableArray<string> Identifiers(SyntaxNode member, TextSpan span) => member.DescendantTokens(span)
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && SaysRefresh(token.ValueText))
        .Select(token => token.ValueText)
        .Distinct()
        .ToImmutableArray();

    // [RefreshOperation] Task ExchangeAsync(), const string Grant = "refresh_token": the calls and uses need not speak of a refresh.
    private static string? FurtherName(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax or PropertyDeclarationSyntax
            && node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } declared
            && declared.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Has("RefreshOperation")))
        {
            return (declared as MethodDeclarationSyntax)?.Identifier.ValueText ?? ((PropertyDeclarationSyntax)declared).Identifier.ValueText;
        }

        return node is LiteralExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } constant } } literal
            && (PayloadTexts.IsRefreshGrant(literal.Token.ValueText) || PayloadTexts.IsRefreshAddress(literal.Token.ValueText, out _))
                ? constant.Identifier.ValueText
                : null;
    }
}
