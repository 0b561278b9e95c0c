namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>What the user declares to be a refresh, by option or by attribute.</summary>
public sealed class DeclaredEvidenceTests
{
    private const string Sdk = """
        namespace Sdk
        {
            public class RefreshOperationAttribute : Attribute { }

            public class Client
            {
                public Task ExchangeAsync() => Task.CompletedTask;

                [RefreshOperation] public Task MarkedAsync() => Task.CompletedTask;

                public string Current => "";
            }
        }
        """;

    [Theory]
    [InlineData("ExchangeAsync")]
    [InlineData("Client.ExchangeAsync")]
    [InlineData("M:Sdk.Client.ExchangeAsync")]
    [InlineData("Sdk.Client.ExchangeAsync")]
    public void MethodOfTheOption_IsFound(string option) => Assert.Equal(["Declared Certain ExchangeAsync []"], Found.In("""
        public sealed class Session(Sdk.Client client) { public Task GoAsync() => client.ExchangeAsync(); }
        """, Sdk, refreshMethods: option));

    [Theory]
    [InlineData("Other.Client.ExchangeAsync")]
    [InlineData("Sdk.Other.ExchangeAsync")]
    [InlineData("ient.ExchangeAsync")]
    public void MethodOfAnotherName_IsNotFound(string option) => Assert.Empty(Found.In("""
        public sealed class Session(Sdk.Client client) { public Task GoAsync() => client.ExchangeAsync(); }
        """, Sdk, refreshMethods: option));

    [Fact]
    public void PropertyOfTheOption_IsFound() => Assert.Equal(["Declared Certain Current []"], Found.In("""
        public sealed class Session(Sdk.Client client) { public string Go() => client.Current; }
        """, Sdk, refreshMethods: "P:Sdk.Client.Current"));

    [Fact]
    public void WithoutTheOption_NothingIsFound() => Assert.Empty(Found.In("""
        public sealed class Session(Sdk.Client client) { public Task GoAsync() => client.ExchangeAsync(); }
        """, Sdk));

    [Fact]
    public void MethodMarkedInAnotherAssembly_IsFound() => Assert.Equal(["Declared Certain MarkedAsync []"], Found.In("""
        public sealed class Session(Sdk.Client client) { public Task GoAsync() => client.MarkedAsync(); }
        """, Sdk));

    [Fact]
    public void MethodMarkedOnAnInterfaceHere_IsFoundAtItsCalls() => Assert.Equal(["Declared Certain ExchangeAsync []"], Found.In("""
        public class RefreshOperationAttribute : Attribute { }

        public interface IClient { [RefreshOperation] Task ExchangeAsync(); }

        public sealed class TokenHolder(IClient client) { public Task GoAsync() => client.ExchangeAsync(); }
        """));

    [Fact]
    public void MethodWhoseAnswerBecomesItsNextArgument_IsFound() => Assert.Equal(["Declared Certain Prolong [_handle]"], Found.In("""
        public interface IPartnerApi { Task<string> Prolong(string handle); }

        public sealed class Partner(IPartnerApi api)
        {
            private string _handle = "";

            public async Task ProlongAsync() => _handle = await api.Prolong(_handle);
        }
        """, refreshMethods: "IPartnerApi.Prolong"));

    [Fact]
    public void MarkedMethodInAFileThatSpeaksOfNoCredential_IsFound() => Assert.Equal(["Declared Certain Prolong [_handle]"], Found.In("""
        public class RefreshOperationAttribute : System.Attribute { }

        public interface IPartnerApi { [RefreshOperation] Task<string> Prolong(string handle); }

        public sealed class Partner(IPartnerApi api)
        {
            private string _handle = "";

            public async Task ProlongAsync() => _handle = await api.Prolong(_handle);
        }
        """));
}
