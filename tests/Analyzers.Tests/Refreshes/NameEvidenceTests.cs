namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>A name alone: weak evidence, for RR0101.</summary>
public sealed class NameEvidenceTests
{
    private const string Api = "public interface IAccountApi { Task RenewSessionAsync(CancellationToken cancellationToken); }";

    [Fact]
    public void MethodOfAnotherAssembly_IsFound() => Assert.Equal(["Name Weak RenewSessionAsync []"], Found.In("""
        public sealed class Client(IAccountApi api) { public Task KeepAliveAsync(CancellationToken cancellationToken) => api.RenewSessionAsync(cancellationToken); }
        """, Api));

    [Fact]
    public void InterfaceMethodThatNothingHereImplements_IsFound() => Assert.Equal(["Name Weak RenewSessionAsync []"], Found.In(Api + """
        public sealed class Client(IAccountApi api) { public Task KeepAliveAsync(CancellationToken cancellationToken) => api.RenewSessionAsync(cancellationToken); }
        """));

    [Fact]
    public void MethodWithABodyHere_IsLeftToThatBody() => Assert.Empty(Found.In(Api + """
        public sealed class Api : IAccountApi { public Task RenewSessionAsync(CancellationToken cancellationToken) => Task.Delay(1, cancellationToken); }
        public sealed class Client(IAccountApi api) { public Task KeepAliveAsync(CancellationToken cancellationToken) => api.RenewSessionAsync(cancellationToken); }
        """));
}
