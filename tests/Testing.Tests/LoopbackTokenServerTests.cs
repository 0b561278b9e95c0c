using System.Net.Sockets;
using System.Text;

namespace RefreshRace.Testing.Tests;

/// <summary>What real HTTP adds: connections that stay open, expectations, and clients that do not speak HTTP.</summary>
public sealed class LoopbackTokenServerTests : IDisposable
{
    private readonly RotatingTokenServer _server = new();
    private readonly LoopbackTokenServer _port;

    public LoopbackTokenServerTests() => _port = _server.StartLoopback();

    public void Dispose()
    {
        _port.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_connection_serves_many_requests()
    {
        var session = _server.SignIn();
        var request = $"GET /api/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.AccessToken}\r\n\r\n";

        var answers = await TalkAsync(request + request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

        Assert.Equal(2, answers.Split("HTTP/1.1 200 OK").Length - 1);
    }

    [Fact]
    public async Task A_client_that_asks_before_it_sends_its_body_is_told_to_go_on()
    {
        var session = _server.SignIn();
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var client = new HttpClient(handler) { BaseAddress = _port.BaseAddress };
        client.DefaultRequestHeaders.ExpectContinue = true;

        await client.RotateAsync(session.RefreshToken);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("POST /token HTTP/1.1\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /token HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")]
    [InlineData("POST /token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("POST /token HTTP/1.1\r\nno colon\r\n\r\n")]
    public async Task What_is_not_http_ends_its_connection_and_nothing_else(string bytes)
    {
        Assert.Equal("", await TalkAsync(bytes));
        Assert.StartsWith("a connection was closed: ", _server.Events.Single().Text);
        Assert.Equal(TokenServerEventKind.RequestRefused, _server.Events.Single().Kind);

        using var client = new HttpClient { BaseAddress = _port.BaseAddress };
        await client.RotateAsync(_server.SignIn().RefreshToken);
    }

    [Fact]
    public async Task A_client_that_speaks_tls_is_told_so_in_the_log()
    {
        using var client = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"https://127.0.0.1:{_port.BaseAddress.Port}/api/x"));

        Assert.Contains("the client speaks TLS", _server.Events.Single().Text);
    }

    [Fact]
    public async Task Many_clients_at_once_are_served_and_one_of_them_wins()
    {
        var session = _server.SignIn();
        using var client = new HttpClient { BaseAddress = _port.BaseAddress };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.RefreshAsync(session.RefreshToken)));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal((1, 19), (_server.Rotations, _server.ReuseDetected));
    }

    [Fact]
    public async Task A_closed_port_refuses_but_the_sessions_live_on()
    {
        var session = _server.SignIn();
        var address = _port.BaseAddress;
        _port.Dispose();

        using var client = new HttpClient { BaseAddress = address };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RefreshAsync(session.RefreshToken));

        using var again = _server.StartLoopback();
        using var second = new HttpClient { BaseAddress = again.BaseAddress };
        await second.RotateAsync(session.RefreshToken);
    }

    private async Task<string> TalkAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_port.BaseAddress.Host, _port.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            // Closing a connection that still holds unread bytes resets it.
            return "";
        }
    }
}
