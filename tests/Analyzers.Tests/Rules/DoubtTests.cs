namespace RefreshRace.Analyzers.Tests.Rules;

/// <summary>RR0102, RR0110 and RR0112: what is doubtful has an id of its own, so that one line of configuration switches it off.</summary>
public class DoubtTests
{
    private const string Client = """
        using System;
                using System.Threading.Tasks;

        public sealed class Tokens { public string AccessToken { get; set; } public string RefreshToken { get; set; } }
        public interface IIdentityClient { Task<Tokens> RefreshTokenAsync(string refreshToken); }
        public sealed class ApiException : Exception { }
        public interface ITokenStore { Task<Tokens> LoadAsync(); Task ClearAsync(); }

        """;

    [Fact]
    public Task CatchBeforeAnotherWay_WhoseFailureIsThrown_IsRR0102() => VerifyCS.VerifyAnalyzerAsync(Client + """
        public sealed class Session(IIdentityClient client, ITokenStore store)
        {
            public async Task<Tokens> GetAsync()
            {
                var old = await store.LoadAsync();
                try
                {
                    return await {|RR0001:client.RefreshTokenAsync(old.RefreshToken)|};
                }
                {|RR0102:catch (Exception)|}
                {
                    Console.WriteLine("no");
                }

                return await SignInAsync() ?? throw new InvalidOperationException("nobody is signed in");
            }

            private static Task<Tokens> SignInAsync() => Task.FromResult<Tokens>(null);
        }
        """);

    [Fact]
    public Task ExceptionOfAnyFailedRequest_ThatEndsTheSession_IsRR0110() => VerifyCS.VerifyAnalyzerAsync(Client + """
        public sealed class Session(IIdentityClient client, ITokenStore store)
        {
            public async Task<Tokens> GetAsync()
            {
                var old = await store.LoadAsync();
                try
                {
                    return await {|RR0001:client.RefreshTokenAsync(old.RefreshToken)|};
                }
                {|RR0110:catch (ApiException)|}
                {
                    await store.ClearAsync();
                    throw;
                }
            }
        }
        """);

    [Fact]
    public Task TokenOfACaller_WhoGetsTheAccessTokenAlone_IsRR0112() => VerifyCS.VerifyAnalyzerAsync(Client + """
        public sealed class Exchange(IIdentityClient client)
        {
            public async Task<string> GetAsync(string refreshToken) => (await {|RR0112:client.RefreshTokenAsync(refreshToken)|}).AccessToken;
        }
        """);
}
