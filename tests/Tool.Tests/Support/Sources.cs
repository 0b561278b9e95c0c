namespace RefreshRace.Tool.Tests.Support;

/// <summary>Code with one race each.</summary>
internal static class Sources
{
    /// <summary>Three frames: the controller calls the service through its interface, which passes the token to the refresh.</summary>
    public const string Chain = """
        public interface ISessions { Task<string> GetAsync(string user); }

        public sealed class Endpoint(ISessions sessions)
        {
            public async Task<string> HandleAsync(string user) => await sessions.GetAsync(user);
        }

        public sealed class Sessions(IIdentityClient identity, ITokenStore store) : ISessions
        {
            public async Task<string> GetAsync(string user)
            {
                var tokens = await store.LoadAsync(user);
                try
                {
                    tokens = await RenewAsync(user, tokens.RefreshToken);
                }
                catch (Exception)
                {
                    return "";
                }

                return tokens.AccessToken;
            }

            private async Task<Tokens> RenewAsync(string user, string refreshToken)
            {
                var renewed = await identity.RefreshTokenAsync(refreshToken);
                await store.SaveAsync(user, renewed);
                return renewed;
            }
        }
        """;

    /// <summary>A lock without a second look; the token is read inside.</summary>
    public const string NoRecheck = """
        public sealed class Provider(IIdentityClient identity, Tokens tokens)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = tokens;

            public async Task<string> RenewAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
                    return _tokens.AccessToken;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """;

    /// <summary>A flag that is tested and set in two steps.</summary>
    public const string NotAtomic = """
        public sealed class Provider(IIdentityClient identity, Tokens tokens)
        {
            private Task<Tokens>? _refresh;
            private Tokens _tokens = tokens;

            public async Task<string> RenewAsync()
            {
                _refresh ??= identity.RefreshTokenAsync(_tokens.RefreshToken);
                _tokens = await _refresh;
                _refresh = null;
                return _tokens.AccessToken;
            }
        }
        """;

    /// <summary>The plain race: nothing guards the refresh of a field.</summary>
    public const string Plain = """
        public sealed class Provider(IIdentityClient identity, Tokens tokens)
        {
            private Tokens _tokens = tokens;

            public async Task<string> RenewAsync()
            {
                _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
                return _tokens.AccessToken;
            }
        }
        """;
}
