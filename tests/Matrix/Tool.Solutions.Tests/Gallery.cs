namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>One project with a site for many rules.</summary>
internal static class Gallery
{
    private const string More = """
        using System.Collections.Concurrent;
        using System.Net.Http;

        public interface ITokenStore
        {
            Task<Tokens> LoadAsync(string user);
            Task SaveAsync(string user, Tokens tokens);
            Task RemoveAsync(string user);
        }

        public sealed class ReadsBefore(IIdentityClient identity, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<string> RenewAsync(string user)
            {
                var tokens = await store.LoadAsync(user);
                await _gate.WaitAsync();
                try
                {
                    var renewed = await identity.RefreshTokenAsync(tokens.RefreshToken);
                    await store.SaveAsync(user, renewed);
                    return renewed.AccessToken;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }

        public sealed class NeverReleases(IIdentityClient identity, Tokens tokens)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = tokens;

            public async Task<string> RenewAsync(DateTime expires)
            {
                await _gate.WaitAsync();
                if (expires > DateTime.UtcNow)
                {
                    return _tokens.AccessToken;
                }

                _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
                _gate.Release();
                return _tokens.AccessToken;
            }
        }

        public sealed class SignsOut(IIdentityClient identity, ITokenStore store)
        {
            public async Task<string?> RenewAsync(string user)
            {
                var tokens = await store.LoadAsync(user);
                try
                {
                    var renewed = await identity.RefreshTokenAsync(tokens.RefreshToken);
                    await store.SaveAsync(user, renewed);
                    return renewed.AccessToken;
                }
                catch (Exception)
                {
                    await store.RemoveAsync(user);
                    return null;
                }
            }
        }

        public sealed class SharesFailures(IIdentityClient identity)
        {
            private readonly ConcurrentDictionary<string, Lazy<Task<Tokens>>> _flights = new();

            public Task<Tokens> RenewAsync(string refreshToken) =>
                _flights.GetOrAdd(refreshToken, key => new Lazy<Task<Tokens>>(() => identity.RefreshTokenAsync(key))).Value;
        }

        public sealed class OneForAll(IIdentityClient identity, ITokenStore store)
        {
            private static readonly ConcurrentDictionary<string, Lazy<Task<Tokens>>> s_flights = new();

            public async Task<Tokens> RenewAsync(string user)
            {
                var tokens = await store.LoadAsync(user);
                return await s_flights.GetOrAdd("refresh", _ => new Lazy<Task<Tokens>>(() => identity.RefreshTokenAsync(tokens.RefreshToken))).Value;
            }
        }
        """;

    public static void Write(Sandbox sandbox)
    {
        sandbox.Write("App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
            </Project>
            """);
        sandbox.Write("App/Identity.cs", Repository.Identity);
        sandbox.Write("App/More.cs", More);
        sandbox.Write("App/Sessions.cs", Sources.Chain);
        sandbox.Write("App/NoRecheck.cs", Sources.NoRecheck.Replace("class Provider", "class Locks", StringComparison.Ordinal));
        sandbox.Write("App/NotAtomic.cs", Sources.NotAtomic.Replace("class Provider", "class Shares", StringComparison.Ordinal));
    }
}
