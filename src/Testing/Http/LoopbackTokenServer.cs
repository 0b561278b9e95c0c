using System.Net;
using System.Net.Sockets;

namespace RefreshRace.Testing;

/// <summary>A <see cref="RotatingTokenServer"/> on a port of 127.0.0.1, over HTTP/1.1. Disposing closes the port and its connections; the
/// server and its sessions live on.</summary>
public sealed class LoopbackTokenServer : IDisposable
{
    private readonly RotatingTokenServer _server;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop;

    internal LoopbackTokenServer(RotatingTokenServer server)
    {
        _server = server;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(server.Stopped);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        server.Issuer.OpenedAt(BaseAddress);
        _stop.Token.Register(_listener.Stop);

        // Neither the accept loop nor a connection may carry the ambient state of whoever happened to start the server.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(AcceptAsync);
    }

    /// <summary>Where the server listens, for example <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Closes the port and its connections.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopping the listener ends the accept with one of these; there is nobody left to serve.
                return;
            }

            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        client.NoDelay = true;
        using (client)
        using (_stop.Token.Register(client.Close))
        {
            try
            {
                var connection = new HttpConnection(client.GetStream());
                while (await connection.ReadAsync().ConfigureAwait(false) is { } request)
                {
                    var answer = await _server.HandleAsync(request, _stop.Token).ConfigureAwait(false);
                    if (answer.ConnectionBroken)
                        return;

                    if (HasLeft(client.Client))
                    {
                        _server.Lost(answer, "the client had gone");
                        return;
                    }

                    // Recorded before the last byte leaves: a client must not be able to act on an answer that the log does not know of
                    // yet.
                    _server.Delivered(answer);
                    await connection.WriteAsync(answer).ConfigureAwait(false);
                    if (connection.Closes)
                        return;
                }
            }
            catch (UnreadableRequestException e)
            {
                _server.Unreadable(e.Message);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
            {
                // The client or the server has closed the connection.
            }
        }
    }

    /// <summary>A closed peer is readable without data; a write to it would still succeed and hide the loss.</summary>
    private static bool HasLeft(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
}
