using System.Collections.Concurrent;

namespace Fleet;

/// <summary>Stands before the token endpoint of a real provider: counts what is presented there, and makes the endpoint slow, deaf or
/// absent.</summary>
public sealed class TokenGate
{
    private readonly ConcurrentDictionary<string, int> _presented = new();

    /// <summary>How many refreshes reached the provider.</summary>
    public int Refreshes => _presented.Values.Sum();

    /// <summary>How many of them presented a token that had been presented before.</summary>
    public int ConsumedPresented => _presented.Values.Sum(times => times - 1);

    /// <summary>What the endpoint does besides its work.</summary>
    public Weather Weather { get; set; }

    /// <summary>How many answers are still to be lost, while the weather is <see cref="Weather.LosesAnswers"/>.</summary>
    public int AnswersToLose { get; set; }

    public void Reset() => _presented.Clear();

    /// <summary>Whether the provider may be asked. Counts the request.</summary>
    public async Task HandleAsync(HttpContext context, Func<Task> provider)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path != "/token")
        {
            await provider();
            return;
        }

        context.Request.EnableBuffering();
        var form = await context.Request.ReadFormAsync();
        context.Request.Body.Position = 0;
        if (form["grant_type"] != "refresh_token")
        {
            await provider();
            return;
        }

        if (Weather is Weather.Down)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        _presented.AddOrUpdate(form["refresh_token"].ToString(), 1, static (_, times) => times + 1);
        if (Weather is Weather.LosesAnswers && AnswersToLose-- > 0)
        {
            await LoseAsync(context, provider);
            return;
        }

        await provider();
        if (Weather is Weather.Slow)
            await Task.Delay(300);
    }

    /// <summary>The provider does its work, and nobody hears of it.</summary>
    private static async Task LoseAsync(HttpContext context, Func<Task> provider)
    {
        var body = context.Response.Body;
        context.Response.Body = Stream.Null;
        await provider();
        context.Response.Body = body;
        context.Abort();
    }
}
