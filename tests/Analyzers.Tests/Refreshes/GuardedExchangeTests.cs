namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>The call of a guard takes the token as its key and gives tokens back: it is no refresh, what it runs is.</summary>
public class GuardedExchangeTests
{
    // The flight is keyed by the token and the user, as the fix writes it.
    [Fact]
    public Task FlightKeyedByTokenAndUser_IsSilent() => VerifyCS.VerifyAnalyzerAsync("""
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace;

        public sealed class Tokens { public string AccessToken { get; set; } public string RefreshToken { get; set; } }
        public interface IIdentityClient { Task<Tokens> RefreshTokenAsync(string refreshToken); }
        public interface ITokenStore { Task<Tokens> LoadAsync(string user); Task SaveAsync(string user, Tokens tokens); }

        public sealed class Sessions(IIdentityClient identity, ITokenStore store)
        {
            private static readonly SingleFlight<(string RefreshToken, string User), Tokens> s_renewFlight = new();

            public async Task<string> GetAsync(string user)
            {
                var tokens = await store.LoadAsync(user);
                tokens = await RenewAsync(user, tokens.RefreshToken);
                return tokens.AccessToken;
            }

            private Task<Tokens> RenewAsync(string user, string refreshToken)
            {
                return s_renewFlight.RunAsync((refreshToken, user), (key, _) => RenewCoreAsync(key.User, key.RefreshToken));
            }

            private async Task<Tokens> RenewCoreAsync(string user, string refreshToken)
            {
                var renewed = await identity.RefreshTokenAsync(refreshToken);
                await store.SaveAsync(user, renewed);
                return renewed;
            }
        }
        """);
}
