using System.Text.RegularExpressions;

namespace RefreshRace.Testing;

/// <summary>The tokens of a GraphQL document (GraphQL, October 2021, §2.1). Blanks, commas and comments are skipped.</summary>
internal sealed class GraphQLLexer
{
    private const string BlockQuote = "\"\"\"";

    private static readonly Regex s_token = new(
        """"
        \G(?:[\s,\uFEFF]|\#[^\r\n]*)*
        ("""(?:\\"""|[\s\S])*?"""      # a block of text
        |"(?:\\.|[^"\\\r\n])*"          # a text
        |\.\.\.
        |[_A-Za-z][_0-9A-Za-z]*
        |-?[0-9][0-9.eE+-]*
        |[!$&():=@[\]{|}]
        |$)
        """",
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace);

    private readonly string _text;
    private Match _match;

    public GraphQLLexer(string text)
    {
        _text = text;
        _match = Read(0);
    }

    /// <summary>The token at hand, as it is written; empty at the end.</summary>
    public string Current => _match.Groups[1].Value;

    public bool IsName => Current.Length > 0 && (Current[0] == '_' || char.IsLetter(Current[0]));

    public bool IsText => Current.StartsWith("\"", StringComparison.Ordinal);

    private string Here => Current.Length == 0 ? "at the end of the document" : $"where the document has '{Current}'";

    public string Take()
    {
        var token = Current;
        if (token.Length == 0)
            throw new GraphQLSyntaxException("the document ends too early");
        _match = Read(_match.Index + _match.Length);
        return token;
    }

    /// <summary>Takes the token when it is this one.</summary>
    public bool TryTake(string token)
    {
        if (Current != token)
            return false;
        Take();
        return true;
    }

    public void Expect(string token)
    {
        if (!TryTake(token))
            throw new GraphQLSyntaxException($"'{token}' was expected {Here}");
    }

    public string TakeName() => IsName ? Take() : throw new GraphQLSyntaxException($"a name was expected {Here}");

    /// <summary>A text, without its quotes. Escapes are those of JSON.</summary>
    public string TakeText()
    {
        var token = Take();
        return token.StartsWith(BlockQuote, StringComparison.Ordinal)
            ? token.Substring(3, token.Length - 6).Replace("\\" + BlockQuote, BlockQuote).Trim()
            : Regex.Unescape(token.Substring(1, token.Length - 2));
    }

    private Match Read(int from)
    {
        var match = s_token.Match(_text, from);
        return match.Success ? match : throw new GraphQLSyntaxException("the document has a character that belongs to no token");
    }
}
