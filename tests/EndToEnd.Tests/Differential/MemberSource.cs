using System.Text;

namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>The text of one generated member and the class around it.</summary>
internal sealed class MemberSource(string kind, string token, string test, string store, string result)
{
    public bool MakesSense =>
        !(kind == "arrow" && (store != "direct" || test != "none" || result != "Tokens" || token is "loaded" or "loadedText"))
        && !(store == "direct" && kind != "arrow" && result == "none")
        && !(kind == "static" && (token is "text" or "tokens" or "map" || test == "helper" || store is "field" or "direct" or "both" or "map"))
        && !(test == "helper" && token is not ("text" or "tokens"))
        && !(test == "expiry" && token is "parameter" or "text" or "loadedText")
        && !(test == "null" && token == "loadedText")
        && !(test == "cancelled" && kind == "sync")
        && !(store == "map" && token != "map")
        && !(token == "map" && test == "refuse")
        && !(kind == "sync" && store is "both")
        && !(result == "none" && store is "none" or "nothing");

    private bool IsSync => kind == "sync";

    private string Holder => token switch
    {
        "parameter" => "refreshToken",
        "object" => "tokens",
        "text" => "_refreshToken",
        "tokens" => "_tokens",
        "loaded" => "old",
        "loadedText" => "refreshToken",
        _ => "_map[user]",
    };

    private string Token => token switch
    {
        "parameter" or "loadedText" => "refreshToken",
        "text" => IsTested ? "_refreshToken" : "_refreshToken!",
        "tokens" => IsTested ? "_tokens.RefreshToken" : "_tokens!.RefreshToken",
        _ => Holder + ".RefreshToken",
    };

    private bool IsTested => test is "null" or "refuse" or "expiry" || test == "empty" && token == "text";

    private string Await => IsSync ? "" : "await ";

    private string Cancellation => IsSync ? "" : ", cancellationToken";

    public string Class
    {
        get
        {
            var parameters = new List<string>();
            if (kind == "static")
            {
                parameters.Add("IIdentityClient _identity, ITokenStore _store, IClock _clock");
            }

            parameters.Add("string user");
            parameters.Add(token == "parameter" ? "string refreshToken" : token == "object" ? "Tokens tokens" : "");
            parameters.Add(IsSync ? "" : "CancellationToken cancellationToken");
            var list = string.Join(", ", parameters.Where(text => text.Length > 0));
            var passed = (kind == "static" ? "_identity, _store, _clock, " : "") + "user"
                + (token == "parameter" ? ", _tokens?.RefreshToken ?? \"\"" : token == "object" ? ", _tokens!" : "") + (IsSync ? "" : ", cancellationToken");
            var invoke = kind switch
            {
                "explicit" => $"((IRefreshes#)this).RefreshAsync({passed})",
                "generic" => $"RefreshAsync<string>({passed})",
                _ => $"RefreshAsync({passed})",
            };
            invoke = IsSync && result == "none" ? $"{{ {invoke}; return null; }}" : $"{{ return {invoke}; }}";
            var returns = Returns;
            var text = new StringBuilder();
            var bases = "ISubject" + (kind == "explicit" ? ", IRefreshes#" : "");
            if (kind == "explicit")
            {
                text.Append($"public interface IRefreshes#\n{{\n    {returns} RefreshAsync({list});\n}}\n\n");
            }

            text.Append($$"""
                public {{(kind == "virtual" ? "" : "sealed ")}}class Subject# : {{bases}}
                {
                    private readonly IIdentityClient _identity;
                    private readonly ITokenStore _store;
                    private readonly IClock _clock;
                    private readonly Dictionary<string, Tokens> _map = new();
                    private Tokens? _tokens;
                    private string? _refreshToken;

                    public Subject#(IIdentityClient identity, ITokenStore store, IClock clock)
                    {
                        _identity = identity;
                        _store = store;
                        _clock = clock;
                    }

                    public string State => $"{_tokens?.RefreshToken} {_refreshToken} {string.Join(' ', _map.Values)}";

                    public void SignIn(string user, Tokens? tokens)
                    {
                        _tokens = tokens;
                        _refreshToken = tokens?.RefreshToken;
                        if (tokens is null)
                        {
                            _map.Remove(user);
                        }
                        else
                        {
                            _map[user] = tokens;
                        }
                    }

                    public object? Invoke(string user, string refreshToken, Tokens? tokens, CancellationToken cancellationToken) {{invoke}}


                """);
            if (test == "helper")
            {
                text.Append($"    private void EnsureSignedIn()\n    {{\n        if ({Holder} is null)\n        {{\n            throw new UnauthorizedAccessException(\"sign in first\");\n        }}\n    }}\n\n");
            }

            text.Append(MemberText(returns, list));
            return text.Append("}\n").ToString();
        }
    }

    private string Returns
    {
        get
        {
            var value = result switch { "Tokens" => "Tokens?", "string" => "string?", _ => "" };
            return kind switch
            {
                "sync" => value.Length == 0 ? "void" : value,
                "value" => value.Length == 0 ? "ValueTask" : $"ValueTask<{value}>",
                _ => value.Length == 0 ? "Task" : $"Task<{value}>",
            };
        }
    }

    private string MemberText(string returns, string list)
    {
        var async = IsSync ? "" : "async ";
        if (kind == "arrow")
        {
            var target = token == "map" ? "_map[user]" : "_tokens";
            return $"    public async {returns} RefreshAsync({list}) => {target} = await _identity.RefreshTokenAsync({Token}, cancellationToken);\n";
        }

        var body = Body(kind is "local" or "lambda" ? "            " : "        ");
        return kind switch
        {
            "local" => $"    public {returns} RefreshAsync({list})\n    {{\n        return ExchangeAsync();\n\n        async {returns} ExchangeAsync()\n        {{\n{body}        }}\n    }}\n",
            "lambda" => $"    public {returns} RefreshAsync({list})\n    {{\n        return Task.Run(async () =>\n        {{\n{body}        }});\n    }}\n",
            "explicit" => $"    async {returns} IRefreshes#.RefreshAsync({list})\n    {{\n{body}    }}\n",
            "static" => $"    public static async {returns} RefreshAsync({list})\n    {{\n{body}    }}\n",
            "virtual" => $"    public virtual async {returns} RefreshAsync({list})\n    {{\n{body}    }}\n",
            "generic" => $"    public async {returns} RefreshAsync<TContext>({list})\n        where TContext : class\n    {{\n{body}    }}\n",
            _ => $"    public {async}{returns} RefreshAsync({list})\n    {{\n{body}    }}\n",
        };
    }

    private string Body(string indent)
    {
        var lines = new List<string>();
        lines.AddRange(token switch
        {
            "loaded" => [IsSync ? "var old = _store.Load(user);" : "var old = await _store.LoadAsync(user, cancellationToken);"],
            "loadedText" => [IsSync ? "var refreshToken = _store.Load(user).RefreshToken;" : "var refreshToken = (await _store.LoadAsync(user, cancellationToken)).RefreshToken;"],
            _ => [],
        });
        var nothing = result == "none" ? "return;" : "return null;";
        lines.AddRange(test switch
        {
            "null" => token == "map" ? [$"if (!_map.ContainsKey(user)) {nothing}"] : [$"if ({Holder} is null)", "{", "    " + nothing, "}"],
            "refuse" => token is "text" or "tokens" ? [$"if ({Holder} is null) throw new InvalidOperationException(\"signed out\");"] : [$"ArgumentNullException.ThrowIfNull({Holder});"],
            "empty" => [$"if (string.IsNullOrEmpty({Token.Replace("!", token == "tokens" ? "!" : "", StringComparison.Ordinal)}))", "{", "    throw new InvalidOperationException(\"no token\");", "}"],
            "expiry" => [$"if ({(token == "tokens" ? "_tokens is not null && " : "")}{Holder}.ExpiresAt > _clock.Now)", "{", "    " + Gives(Holder), "}", .. token == "tokens" ? new[] { $"if (_tokens is null) {nothing}" } : []],
            "helper" => ["EnsureSignedIn();"],
            "cancelled" => ["cancellationToken.ThrowIfCancellationRequested();"],
            _ => [],
        });
        lines.AddRange(Exchange());
        return string.Concat(lines.Select(line => indent + line + "\n"));
    }

    private IEnumerable<string> Exchange()
    {
        var method = kind == "value" ? "RefreshTokensAsync" : "RefreshTokenAsync";
        var call = $"{Await}_identity.{method}({Token}{Cancellation}){(IsSync ? ".GetAwaiter().GetResult()" : "")}";
        var save = IsSync ? "_store.Save(user, renewed);" : "await _store.SaveAsync(user, renewed, cancellationToken);";
        return store switch
        {
            "none" => [$"var renewed = {call};", Gives("renewed")],
            "field" => [$"var renewed = {call};", "_tokens = renewed;", "_refreshToken = renewed.RefreshToken;", Gives("renewed")],
            "direct" => [$"_tokens = {call};", Gives("_tokens")],
            "save" => ["// the provider rotates", $"var renewed = {call};", save, Gives("renewed")],
            "both" => [$"var renewed = {call};", "_tokens = renewed;", "_refreshToken = renewed.RefreshToken;", save, Gives("renewed")],
            "map" => [$"var renewed = {call};", "_map[user] = renewed;", Gives("renewed")],
            "signOut" => ["try", "{", $"    var renewed = {call};", "    " + save, "    " + Gives("renewed"), "}", "catch (RejectedException)", "{", kind == "static" ? "    Console.Write(\"\");" : "    _tokens = null;", "    throw;", "}"],
            _ => ["try", "{", $"    var renewed = {call};", "    " + save, "    " + Gives("renewed"), "}", "catch (System.Net.Http.HttpRequestException)", "{", "    return null;", "}"],
        };
    }

    private string Gives(string value) => result switch { "Tokens" => $"return {value};", "string" => $"return {value}.AccessToken;", _ => "return;" };
}
