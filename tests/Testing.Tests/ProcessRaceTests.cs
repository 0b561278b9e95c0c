using System.Diagnostics;

namespace RefreshRace.Testing.Tests;

/// <summary>Callers that are processes: they share the server by its address and their tokens in a file.</summary>
public sealed class ProcessRaceTests : IDisposable
{
    private static readonly RaceProbeOptions s_options = new() { Callers = 4, Stragglers = 1 };

    private readonly RotatingTokenServer _server = new();
    private readonly LoopbackTokenServer _port;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("refreshrace-");

    public ProcessRaceTests() => _port = _server.StartLoopback();

    public void Dispose()
    {
        _port.Dispose();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_lock_file_with_a_second_look_is_a_guard_across_processes()
    {
        var report = await RaceProbe.RunProcessesAsync(_server, Worker("lock file"), s_options);

        report.ShouldBeSingleFlight();
        Assert.Equal((4, 1, 1), (report.Callers, report.RefreshesSent, report.StragglersHeld));
        Assert.False(report.FirstCallerDisconnected);
        Assert.Null(report.LaterCall!.Failure);
    }

    [Fact]
    public async Task Processes_without_a_guard_lose_the_session()
    {
        var report = await RaceProbe.RunProcessesAsync(_server, Worker("none"), s_options);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.False(report.SessionAlive, report.ToString());
        Assert.Contains("nothing makes concurrent callers share one exchange", report.Problems[0]);
    }

    [Fact]
    public async Task A_process_that_fails_is_reported_with_its_exit_code_and_its_last_line()
    {
        var report = await RaceProbe.RunProcessesAsync(_server, Worker("crash"), new() { Callers = 2, Stragglers = 0 });

        Assert.All(report.Outcomes, outcome => Assert.Contains("No settings found.", outcome.Failure));
        Assert.All(report.Outcomes, outcome => Assert.StartsWith("ended with exit code", outcome.Failure));
        Assert.Contains("failed, first of all caller", report.Problems[0]);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_is_reported()
    {
        var report = await RaceProbe.RunProcessesAsync(
            _server, _ => new ProcessStartInfo(Path.Combine(_folder.FullName, "missing")), new() { Callers = 2, Stragglers = 0 });

        Assert.All(report.Outcomes, outcome => Assert.StartsWith("Win32Exception", outcome.Failure));
    }

    private Func<int, ProcessStartInfo> Worker(string guard)
    {
        var session = _server.SignIn();
        var file = Path.Combine(_folder.FullName, "tokens.json");
        Tests.Worker.Save(file, new Tokens(session.AccessToken, session.RefreshToken));
        var program = typeof(ProcessRaceTests).Assembly.Location;
        return _ => new ProcessStartInfo("dotnet", ["exec", program, _port.BaseAddress.ToString(), file, guard]);
    }
}
