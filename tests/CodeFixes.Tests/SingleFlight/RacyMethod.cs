namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>A racy member drawn from the dimensions in which members differ. The same seed draws the same member.</summary>
internal sealed class RacyMethod
{
    private static readonly string[] s_returns = ["Task<TokenResponse>", "Task", "ValueTask<TokenResponse>", "ValueTask", "TokenResponse", "void"];
    private static readonly string[] s_containers = ["public class Sessions", "public static class Sessions", "public struct Sessions", "public class Sessions<T> where T : class", "public class Outer { public class Sessions", "public partial class Sessions"];
    private static readonly string[] s_keys = ["parameter", "optional", "store", "field", "session"];

    private readonly Random _random;

    public RacyMethod(int seed, bool old)
    {
        _random = new Random(seed);
        var returns = Pick(s_returns);
        var isAsync = returns.Contains("Task", StringComparison.Ordinal);
        var hasValue = returns is not ("Task" or "ValueTask" or "void");
        var container = Pick(s_containers);
        var isStatic = container.Contains("static", StringComparison.Ordinal) || _random.Next(4) == 0;
        var key = Pick(s_keys);
        if (isStatic && key is "field" || container.Contains("struct", StringComparison.Ordinal) && key is "field" or "session" || key == "session" && (!isAsync || isStatic))
        {
            key = "parameter";
        }

        var cancellation = isAsync && key != "session" && _random.Next(2) == 0;
        var nullable = old ? "" : "?";
        var asyncKeyword = isAsync && _random.Next(4) != 0;
        var token = key switch { "store" => "store.RefreshToken", "field" => old ? "_refreshToken" : "_refreshToken!", _ => "refreshToken" };
        var parameters = new List<string> { "IProvider provider", "ITokenStore store" };
        if (key is "parameter" or "optional")
        {
            parameters.Insert(_random.Next(3), key == "parameter" ? "string refreshToken" : $"string{nullable} refreshToken");
        }

        if (cancellation)
        {
            parameters.Add("CancellationToken cancellationToken = default(CancellationToken)");
        }

        var method = (returns, key) switch
        {
            (_, "session") => "RedeemSessionAsync",
            ("Task<TokenResponse>", _) => "RedeemAsync",
            ("Task", _) => "RedeemOnlyAsync",
            ("ValueTask<TokenResponse>", _) => "RedeemValueAsync",
            ("ValueTask", _) => "RedeemValueOnlyAsync",
            ("TokenResponse", _) => "Redeem",
            _ => "RedeemNow",
        };
        if (method == "RedeemSessionAsync" && !(returns == "Task<TokenResponse>"))
        {
            asyncKeyword = true;
        }

        var call = method == "RedeemSessionAsync" ? "provider.RedeemSessionAsync()" : $"provider.{method}({token}{(cancellation ? ", cancellationToken" : "")})";
        var check = key == "optional" ? "        if (string.IsNullOrEmpty(refreshToken)) throw new InvalidOperationException();\n" : "";
        var configured = asyncKeyword && _random.Next(2) == 0 ? ".ConfigureAwait(false)" : "";
        var invoked = asyncKeyword ? $"await {call}{configured}" : call;
        var gives = hasValue || isAsync && !asyncKeyword;
        var body = gives && key != "optional" && _random.Next(3) == 0
            ? $" => {invoked};\n"
            : asyncKeyword && hasValue
                ? $"\n    {{\n{check}        // Rotates.\n        var tokens = {invoked};\n{(key is "field" ? "        _refreshToken = tokens.RefreshToken;\n" : "        store.Save(tokens);\n")}        return tokens;\n    }}\n"
                : $"\n    {{\n{check}        {(gives ? "return " : "")}{invoked};\n    }}\n";
        var field = key == "field" ? $"    private string{nullable} _refreshToken = \"start\";\n\n" : "";
        var closing = container.StartsWith("public class Outer", StringComparison.Ordinal) ? "}\n}\n" : "}\n";
        Source = "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\n"
            + $"{container}\n{{\n{field}    /// <summary>Renews.</summary>\n    public {(isStatic ? "static " : "")}{(asyncKeyword ? "async " : "")}{returns} RefreshAsync({Ordered(parameters)}){body}\n    public {(isStatic ? "static " : "")}void Other() {{ }}\n{closing}";
    }

    public string Source { get; }

    private static string Ordered(List<string> parameters) => string.Join(", ", parameters.OrderBy(parameter => parameter.Contains('=', StringComparison.Ordinal)));

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
