using RefreshRace.Tool.Baselines;

namespace RefreshRace.Tool.Tests;

/// <summary>A baseline that cannot be used is named with the reason; it never passes for an empty one.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{ "version": 1, "findings": [{ "rule": "RR0001" }] }""", "cannot be read")]
    [InlineData("""{ "version": 2, "findings": [] }""", "is no baseline of version 1")]
    [InlineData("""{ "version": 1 }""", "is no baseline of version 1")]
    [InlineData("""{ "version": 1, "findings": [null] }""", "is no baseline of version 1")]
    [InlineData("""{ "version": 1, "findings": [{ "fingerprint": null }] }""", "is no baseline of version 1")]
    public async Task A_file_that_is_no_baseline_is_named(string content, string expected)
    {
        await File.WriteAllTextAsync(_file, content);

        var error = await Assert.ThrowsAsync<UsageException>(() => Baseline.ReadAsync(_file, CancellationToken.None));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_somebody_else_writes_is_named()
    {
        await using var held = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var error = await Assert.ThrowsAsync<UsageException>(() => Baseline.ReadAsync(_file, CancellationToken.None));

        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named()
    {
        File.Delete(_file);

        var error = await Assert.ThrowsAsync<UsageException>(() => Baseline.ReadAsync(_file, CancellationToken.None));

        Assert.Contains("--update-baseline", error.Message, StringComparison.Ordinal);
    }
}
