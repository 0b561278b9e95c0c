using System.Net.Sockets;
using System.Text;
using Npgsql;
using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>Everything that leaves a process is searched for the tokens themselves, as text, as hexadecimal digits and as base64.</summary>
public class SecrecyTests
{
    private readonly List<string> _secrets = [];
    private readonly StringBuilder _reports = new();

    [Theory, OnRedis]
    public async Task Redis_sees_no_token_in_a_key_a_value_a_message_or_an_argument(string engine)
    {
        var server = await RedisServer.StartAsync();
        using var monitor = new TcpClient("127.0.0.1", server.Port);
        using var stream = monitor.GetStream();
        await stream.WriteAsync("MONITOR\r\n"u8.ToArray());
        var seen = new MemoryStream();
        var copy = stream.CopyToAsync(seen);

        await UseAsync(engine, server.ConnectionString);

        // The monitor shows every command with its arguments, those of scripts and messages included.
        await stream.WriteAsync("QUIT\r\n"u8.ToArray());
        await copy.WaitAsync(TimeSpan.FromSeconds(30));
        var commands = seen.ToArray();
        server.Kill();
        Assert.Contains("EVALSHA", Encoding.Latin1.GetString(commands));
        Assert.Contains("PUBLISH", Encoding.Latin1.GetString(commands), StringComparison.OrdinalIgnoreCase);
        Search("the commands", commands);
        SearchFolder(server.Folder);
        Search("the reports", Encoding.UTF8.GetBytes(_reports.ToString()));
    }

    [Theory, OnPostgres]
    public async Task PostgreSQL_sees_no_token_in_a_row_a_parameter_a_notification_or_its_files(string engine)
    {
        var server = await PostgresServer.StartAsync();
        var notifications = new StringBuilder();
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await using var connection = await dataSource.OpenConnectionAsync();
        connection.Notification += (_, notification) => notifications.Append(notification.Payload);
        await using (var listen = new NpgsqlCommand("listen refreshrace_flights", connection))
            await listen.ExecuteNonQueryAsync();

        // The server writes every statement and its parameters into its log.
        await UseAsync(engine, server.ConnectionString + ";Options=-c log_statement=all");

        await using (var checkpoint = new NpgsqlCommand("checkpoint", connection))
            await checkpoint.ExecuteNonQueryAsync();
        server.Kill();
        var log = await File.ReadAllTextAsync(Path.Combine(server.Folder, "server.log"));
        Assert.Contains("insert into \"refreshrace_flights\"", log);
        Assert.Contains("$3 = '", log);
        Assert.NotEqual(0, notifications.Length);
        Search("the notifications", Encoding.UTF8.GetBytes(notifications.ToString()));
        SearchFolder(server.Folder);
        Search("the reports", Encoding.UTF8.GetBytes(_reports.ToString()));
    }

    [Fact]
    public void The_search_finds_what_it_looks_for()
    {
        _secrets.Add("R1.0_0123456789abcdef0123456789abcdef");
        foreach (var form in Forms(_secrets[0]))
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Search("this", [1, 2, .. form, 3]));
        Search("this", Encoding.UTF8.GetBytes("R1.0_0123456789abcdef0123456789abcde"));
    }

    private static IEnumerable<byte[]> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return bytes;
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(bytes));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));

        // The middle of base64, which is the same whatever stands before and behind, for each of the three alignments.
        for (var start = 0; start < 3; start++)
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes.AsSpan(start, (bytes.Length - start) / 3 * 3)));
    }

    /// <summary>A success, a failure, a doubt, and a straggler, on two machines.</summary>
    private async Task UseAsync(string engine, string connectionString)
    {
        using var server = new RotatingTokenServer();
        using var http = server.CreateClient();
        var lease = TimeSpan.FromMilliseconds(300);
        var session = new SessionFile(Path.Combine(Shell.TemporaryFolder("sessions"), "session"));
        var machines = new[] { await MachineAsync(), await MachineAsync() };

        for (var round = 0; round < 5; round++)
        {
            var first = server.SignIn();
            _secrets.AddRange([first.AccessToken, first.RefreshToken]);
            session.Write(new(first.AccessToken, first.RefreshToken));
            var results = await Task.WhenAll(machines.Select(machine => machine.RefreshAsync(first.RefreshToken)));
            _secrets.AddRange([results[0].AccessToken, results[0].RefreshToken]);
            server.RevokeSession(first.RefreshToken);
            foreach (
                var exception in await Task.WhenAll(
                machines.Select(machine => Record.ExceptionAsync(() => machine.RefreshAsync(results[0].RefreshToken)))))
                _reports.AppendLine(exception.ToString());
        }

        var abandoned = server.SignIn();
        _secrets.AddRange([abandoned.AccessToken, abandoned.RefreshToken]);
        var seal = FlightSeal.For(abandoned.RefreshToken, "tests", null);
        var store = await Engines.ConnectAsync(engine, connectionString);
        await store.LeadAsync(seal.Id, FlightStoreTests.Claim(lease), default);
        var inDoubt = await Record.ExceptionAsync(() => new Machine(store, new(http)).RefreshAsync(abandoned.RefreshToken));
        _reports.AppendLine(Assert.IsType<FlightInDoubtException>(inDoubt).ToString());
        foreach (var report in machines.SelectMany(machine => machine.Events))
            _reports.AppendLine(report.ToString());

        async Task<Machine> MachineAsync() =>
            new(await Engines.ConnectAsync(engine, connectionString), new(http), options => options with { Lease = lease }, session);
    }

    private void SearchFolder(string folder)
    {
        foreach (
            var file in Directory.EnumerateFiles(folder, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Device }))
        {
            if (!Path.GetFileName(file).StartsWith(".s.", StringComparison.Ordinal))
                Search(file, File.ReadAllBytes(file));
        }
    }

    private void Search(string where, byte[] content)
    {
        Assert.NotEmpty(_secrets);
        foreach (var secret in _secrets)
        {
            foreach (var form in Forms(secret))
                Assert.True(content.AsSpan().IndexOf(form) < 0, $"A token is in {where}.");
        }
    }
}
