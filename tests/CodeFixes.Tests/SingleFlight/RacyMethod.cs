using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>A racy member drawn from the dimensions in which members differ: what it is, where it stands, what it returns, where its token comes from. The same seed draws the same member.</summary>
internal sealed class RacyMethod
{
    private static readonly string[] s_returns = ["Task<TokenResponse>", "Task", "ValueTask<TokenResponse>", "ValueTask", "TokenResponse", "void"];
    private static readonly string[] s_containers = ["public class Sessions", "public static class Sessions", "public struct Sessions", "public class Sessions<T> where T : class", "public class Outer { public class Sessions", "public partial class Sessions"];
    private static readonly string[] s_shapes = ["plain", "plain", "override", "explicit", "generic", "local", "getter"];
    private static readonly string[] s_keys = ["parameter", "optional", "store", "field", "session"];

    private readonly Random _random;

    public RacyMethod(int seed, LanguageVersion version)
    {
        var old = version < LanguageVersion.CSharp8;
        _random = new Random(seed);
        var returns = Pick(s_returns);
        var isAsync = returns.Contains("Task", StringComparison.Ordinal);
        var hasValue = returns is not ("Task" or "ValueTask" or "void");
        var container = Pick(version < LanguageVersion.CSharp9 ? s_containers : [.. s_containers, "public record Sessions(string User)"]);
        var shape = Pick(s_shapes);
        if (shape is "override" or "explicit" or "getter" || shape == "local" && container.Contains("struct", StringComparison.Ordinal))
        {
            container = container.Contains("record", StringComparison.Ordinal) ? container : "public class Sessions";
        }

        var isStatic = container.Contains("static", StringComparison.Ordinal) || shape is not ("override" or "explicit" or "getter") && _random.Next(4) == 0;
        var key = shape == "getter" ? "field" : Pick(s_keys);
        if (shape == "getter" && returns is not ("Task<TokenResponse>" or "TokenResponse") || shape == "local" && key is "field" or "session" || shape == "generic" && key == "session")
        {
            (returns, key) = shape == "getter" ? ("Task<TokenResponse>", key) : (returns, "parameter");
            isAsync = returns.Contains("Task", StringComparison.Ordinal);
            hasValue = returns is not ("Task" or "ValueTask" or "void");
        }

        if (isStatic && key is "field" || container.Contains("struct", StringComparison.Ordinal) && key is "field" or "session" || key == "session" && (!isAsync || isStatic))
        {
            key = "parameter";
        }

        var cancellation = isAsync && key != "session" && shape != "getter" && _random.Next(2) == 0;
        var nullable = old ? "" : "?";
        var asyncKeyword = isAsync && shape != "getter" && _random.Next(4) != 0;
        var token = key switch { "store" => "store.RefreshToken", "field" => old ? "_refreshToken" : "_refreshToken!", _ => "refreshToken" };
        var parameters = new List<string> { "IProvider provider", "ITokenStore store" };
        if (key is "parameter" or "optional")
        {
            parameters.Insert(_random.Next(3), key == "parameter" ? "string refreshToken" : $"string{nullable} refreshToken");
        }

        if (cancellation)
        {
            parameters.Add("CancellationToken cancellationToken" + (shape is "explicit" or "local" ? "" : " = default(CancellationToken)"));
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
        var modifiers = $"{(isStatic ? "static " : "")}{(asyncKeyword ? "async " : "")}";
        var list = Ordered(parameters);
        var before = "";
        var member = $"    public {modifiers}{returns} RefreshAsync({list}){body}";
        switch (shape)
        {
            case "override":
                before = $"public abstract class Base\n{{\n    public abstract {returns} RefreshAsync({list});\n}}\n\n";
                container = "public class Sessions : Base";
                member = $"    public override {modifiers}{returns} RefreshAsync({list}){body}";
                break;
            case "explicit":
                before = $"public interface IRefreshes\n{{\n    {returns} RefreshAsync({list});\n}}\n\n";
                container += " : IRefreshes";
                member = $"    {modifiers}{returns} IRefreshes.RefreshAsync({list}){body}";
                break;
            case "generic":
                member = $"    public {modifiers}{returns} RefreshAsync<TContext>({list}) where TContext : class{body}";
                break;
            case "getter":
                field += $"    private readonly IProvider provider = null{(old ? "" : "!")};\n\n";
                member = $"    public {returns} Current{(body.StartsWith(" =>", StringComparison.Ordinal) ? body : "\n    {\n        get" + body.Replace("\n", "\n    ", StringComparison.Ordinal).TrimEnd() + "\n    }\n")}";
                break;
            case "local":
                // Older languages do not let the parameters of a local function hide those of the method.
                var outer = string.Join(", ", list.Split(", ").Select(parameter => parameter + "0"));
                var passed = string.Join(", ", list.Split(", ").Select(parameter => parameter.Split(' ')[^1] + "0"));
                var inner = $"        {(asyncKeyword ? "async " : "")}{returns} LocalAsync({list}){body.Replace("\n", "\n    ", StringComparison.Ordinal).TrimEnd()}\n";
                member = $"    public {(isStatic ? "static " : "")}{returns} RefreshAsync({outer})\n    {{\n        {(returns == "void" ? "" : "return ")}LocalAsync({passed});\n\n{inner}    }}\n";
                break;
        }

        var closing = container.StartsWith("public class Outer", StringComparison.Ordinal) ? "}\n}\n" : "}\n";
        Source = "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\n"
            + $"{before}{container}\n{{\n{field}    /// <summary>Renews.</summary>\n{member}\n    public {(isStatic ? "static " : "")}void Other() {{ }}\n{closing}";
    }

    public string Source { get; }

    private static string Ordered(List<string> parameters) => string.Join(", ", parameters.OrderBy(parameter => parameter.Contains('=', StringComparison.Ordinal)));

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
