using System.Net;

namespace RefreshRace.Testing.Tests;

/// <summary>Answers that are lost, held, late or refused on purpose, over both front doors.</summary>
public sealed class LostAnswerTests : RotatingTokenServerTestBase
{
    [Theory, MemberData(nameof(BothDoors))]
    public async Task A_lost_answer_has_consumed_the_token(bool loopback)
    {
        var (server, client) = Open(loopback);
        var session = server.SignIn();
        server.LoseNextAnswers();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.RefreshAsync(session.RefreshToken));

        Assert.Equal((1, 1), (server.Rotations, server.AnswersLost));
        Assert.False(server.IsSessionAlive(session.RefreshToken), "nobody has the new token");
        using var retry = await client.RefreshAsync(session.RefreshToken);
        Assert.Equal("invalid_grant", await retry.ErrorAsync());
        Assert.Equal(1, server.ReuseDetected);
    }

    [Fact]
    public async Task Silence_lasts_until_the_caller_gives_up()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        server.LoseNextAnswers(how: LostAnswer.Silence);
        using var patience = new CancellationTokenSource();

        var call = client.RefreshAsync(session.RefreshToken, patience.Token);
        Assert.False(call.IsCompleted);
        patience.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, server.AnswersLost);
    }

    [Fact]
    public async Task Disposing_the_server_ends_silence()
    {
        var (server, client) = Open();
        server.LoseNextAnswers(how: LostAnswer.Silence);

        var call = client.RefreshAsync(server.SignIn().RefreshToken);
        server.Dispose();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Theory, MemberData(nameof(BothDoors))]
    public async Task A_client_that_leaves_in_the_middle_loses_the_answer(bool loopback)
    {
        var (server, client) = Open(loopback);
        var session = server.SignIn();
        var hold = server.HoldTokenAnswers();
        using var patience = new CancellationTokenSource();

        var call = client.RefreshAsync(session.RefreshToken, patience.Token);
        Assert.True(await hold.WaitForAsync(1, ServerDriver.Bound));
        patience.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        hold.Release();

        Assert.True(await server.Changed.UntilAsync(() => server.AnswersLost == 1, ServerDriver.Bound));
        Assert.False(server.IsSessionAlive(session.RefreshToken));
    }

    [Fact]
    public async Task A_slow_answer_comes_on_the_serversClock()
    {
        var (server, client) = Open(options: new() { AnswerDelay = TimeSpan.FromSeconds(5), TimeProvider = Clock });
        var session = server.SignIn();

        var call = client.RotateAsync(session.RefreshToken);
        await Clock.TimerSetAsync();
        Assert.Equal(1, server.Rotations);
        Assert.False(call.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(5));

        await call;
    }

    [Fact]
    public async Task Held_answers_have_done_their_work_already()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        var hold = server.HoldTokenAnswers();

        var winner = client.RefreshAsync(session.RefreshToken);
        var loser = client.RefreshAsync(session.RefreshToken);
        Assert.True(await hold.WaitForAsync(2, ServerDriver.Bound));
        Assert.Equal((2, 1, 1), (hold.Waiting, server.Rotations, server.ReuseDetected));
        Assert.Throws<InvalidOperationException>(server.HoldTokenAnswers);
        hold.Release();

        Assert.Equal(HttpStatusCode.OK, (await winner).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await loser).StatusCode);
        server.HoldTokenAnswers().Dispose();
    }

    [Theory]
    [InlineData(RefreshFailure.InvalidGrant, HttpStatusCode.BadRequest, "invalid_grant")]
    [InlineData(RefreshFailure.TemporarilyUnavailable, HttpStatusCode.ServiceUnavailable, "temporarily_unavailable")]
    public async Task A_failing_endpoint_consumes_nothing(RefreshFailure failure, HttpStatusCode status, string error)
    {
        var (server, client) = Open();
        var session = server.SignIn();

        server.RefreshFailure = failure;
        using var refused = await client.RefreshAsync(session.RefreshToken);
        server.RefreshFailure = RefreshFailure.None;

        Assert.Equal(status, refused.StatusCode);
        Assert.Equal(error, await refused.ErrorAsync());
        await client.RotateAsync(session.RefreshToken);
    }

    [Theory, MemberData(nameof(BothDoors))]
    public async Task An_unreachable_endpoint_consumes_nothing(bool loopback)
    {
        var (server, client) = Open(loopback);
        var session = server.SignIn();

        server.RefreshFailure = RefreshFailure.Unreachable;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RefreshAsync(session.RefreshToken));
        server.RefreshFailure = RefreshFailure.None;

        await client.RotateAsync(session.RefreshToken);
    }
}
