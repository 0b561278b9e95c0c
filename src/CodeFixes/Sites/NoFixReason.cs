namespace RefreshRace.CodeFixes.Sites;

/// <summary>Why a refresh is offered no flight. What to do by hand is on the page of RR0001, by the same key.</summary>
public sealed class NoFixReason
{
    internal static readonly NoFixReason Package = new("package",
        "the package is not referenced in every project of the file, or its options cannot be written in this version of the language");

    internal static readonly NoFixReason Place = new("place", "the refresh stands in no member of a class that a flight can be written in");

    internal static readonly NoFixReason Request = new("request",
        "the statements of the refresh work on the request or the principal of one caller");

    internal static readonly NoFixReason Endpoint = new("request",
        "the member is an endpoint of a controller, page or hub, which answers one request");

    internal static readonly NoFixReason Token = new("token",
        "the refresh token is not known before the exchange, or may be missing there");

    internal static readonly NoFixReason TokenAtStart = new("token", "the refresh token is not known where the member starts");

    internal static readonly NoFixReason CallersSession = new("token",
        "the refresh token is not known where the member starts, and the session is the caller's");

    internal static readonly NoFixReason TokenOfShortLived = new("token",
        "the refresh token is not known where the member starts, and the type is made anew for each request or scope");

    internal static readonly NoFixReason TokenBesideInput = new("token",
        "the refresh token is not known where the member starts, and the member has input of its caller");

    internal static readonly NoFixReason ShortLived = new("short-lived",
        "the answer is kept in an object that is made anew for each request or scope, where those who join would miss it");

    internal static readonly NoFixReason Result = new("result",
        "the refresh gives what callers must not share (a response, an action result, a sequence)");

    internal static readonly NoFixReason Input = new("input",
        "the refresh has input that changes its answer and that no key can hold (a request, a context, a delegate, a flag)");

    internal static readonly NoFixReason OtherFlight = new("other-flight",
        "another member redeems the same token in a flight that gives something else");

    internal static readonly NoFixReason Jumps = new("statements", "the statements of the refresh jump into the code around them");

    internal static readonly NoFixReason Values = new("statements", "the code behind the refresh uses more of it than one value");

    internal static readonly NoFixReason Block = new("statements", "the statements of the refresh cannot be taken out of their block");

    internal static readonly NoFixReason Lambda = new("statements",
        "the statements of the refresh use what no lambda can use, or hold directives");

    internal static readonly NoFixReason NotAwaited = new("statements", "the statements of the refresh cannot be awaited");

    internal static readonly NoFixReason Later = new("statements", "the refresh stands in a lambda that runs later");

    internal static readonly NoFixReason Locals = new("statements", "the local function works on locals of its caller");

    internal static readonly NoFixReason Member = new("statements",
        "the member cannot be split (async void, iterator, entry point, by-reference return, generic override, one expression)");

    internal static readonly NoFixReason Compiles = new("compiles",
        "the edited code would not compile in every target framework, or would bring a warning");

    private NoFixReason(string key, string text) => (Key, Text) = (key, text);

    /// <summary>The kind of reason: one lower-case word, or two with a hyphen. It does not change between versions.</summary>
    public string Key { get; }

    /// <summary>The reason in English, without a full stop.</summary>
    public string Text { get; }

    /// <summary>Every key there is.</summary>
    public static IReadOnlyCollection<string> Keys { get; } =
        new[] { "package", "place", "request", "token", "short-lived", "result", "input", "other-flight", "statements", "compiles" };

    /// <inheritdoc/>
    public override string ToString() => Key + ": " + Text;
}
