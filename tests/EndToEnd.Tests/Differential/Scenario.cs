namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>What happens to one subject, and what comes of it.</summary>
/// <param name="Name">For a message.</param>
/// <param name="RunAsync">Does it, and writes the results into the world's trace.</param>
internal sealed record Scenario(string Name, Func<World, ISubject, Task> RunAsync)
{
    private const string User = "anna";
    private const string Other = "bert";

    public static IReadOnlyList<Scenario> Single { get; } =
    [
        new("token there", (world, subject) => CallAsync(world, subject, world.NewSession(User, 1, true))),
        new("not expired", (world, subject) => CallAsync(world, subject, world.NewSession(User, 1, false))),
        new("nobody signed in", (world, subject) => CallAsync(world, subject, null)),
        new("empty token", (world, subject) => CallAsync(world, subject, new Tokens("access", "", World.Today.AddHours(-1)))),
        new("unknown token", (world, subject) => CallAsync(world, subject, new Tokens("access", "anna-77", World.Today.AddHours(-1)))),
        new("provider rejects", (world, subject) => AnsweredAsync(world, subject, Answer.Rejection)),
        new("provider is down", (world, subject) => AnsweredAsync(world, subject, Answer.Down)),
        new("provider times out", (world, subject) => AnsweredAsync(world, subject, Answer.TimeOut)),
        new("down, then up", async (world, subject) =>
        {
            var tokens = world.NewSession(User, 1, true);
            world.Answer = Answer.Down;
            await CallAsync(world, subject, tokens);
            world.Answer = Answer.Tokens;
            await AgainAsync(world, subject, User, tokens);
        }),
        new("store throws", (world, subject) =>
        {
            world.StoreFails = true;
            return CallAsync(world, subject, world.NewSession(User, 1, true));
        }),
        new("caller left before", async (world, subject) =>
        {
            using var source = new CancellationTokenSource();
            await source.CancelAsync();
            await CallAsync(world, subject, world.NewSession(User, 1, true), source.Token);
        }),
        new("caller leaves after", async (world, subject) =>
        {
            using var source = new CancellationTokenSource();
            await CallAsync(world, subject, world.NewSession(User, 1, true), source.Token);
            await source.CancelAsync();
            world.Note(subject.State);
        }),
        new("sign-out between", async (world, subject) =>
        {
            await CallAsync(world, subject, world.NewSession(User, 1, true));
            SignIn(world, subject, User, null);
            await AgainAsync(world, subject, User, null);
        }),
        new("another sign-in between", async (world, subject) =>
        {
            await CallAsync(world, subject, world.NewSession(User, 1, true));
            var next = world.NewSession(User, 50, true);
            SignIn(world, subject, User, next);
            await AgainAsync(world, subject, User, next);
        }),
        new("two users", async (world, subject) =>
        {
            await CallAsync(world, subject, world.NewSession(User, 1, true));
            var second = world.NewSession(Other, 1, true);
            SignIn(world, subject, Other, second);
            await AgainAsync(world, subject, Other, second);
        }),
    ];

    /// <summary>One call of the member; its moment, its outcome and the state behind it go into the trace.</summary>
    public static async Task AgainAsync(World world, ISubject subject, string user, Tokens? tokens, CancellationToken cancellationToken = default)
    {
        object? given;
        try
        {
            given = subject.Invoke(user, tokens?.RefreshToken ?? "", tokens, cancellationToken);
        }
        catch (Exception exception)
        {
            world.Note("thrown at once: " + Text(exception));
            return;
        }

        world.Note(await OutcomeAsync(given));
        world.Note(subject.State);
        world.Note(world.Stored);
    }

    /// <summary>What a caller gets in the end.</summary>
    public static async Task<string> OutcomeAsync(object? given)
    {
        try
        {
            return given switch
            {
                Task<Tokens?> task => "gives " + await task,
                Task<string?> task => "gives " + await task,
                ValueTask<Tokens?> task => "gives " + await task,
                ValueTask<string?> task => "gives " + await task,
                ValueTask task => await DoneAsync(task.AsTask()),
                Task task => await DoneAsync(task),
                _ => "gives " + given,
            };
        }
        catch (Exception exception)
        {
            return "thrown in the task: " + Text(exception);
        }
    }

    public static void SignIn(World world, ISubject subject, string user, Tokens? tokens)
    {
        world.Put(user, tokens);
        subject.SignIn(user, tokens);
    }

    private static Task CallAsync(World world, ISubject subject, Tokens? tokens, CancellationToken cancellationToken = default)
    {
        SignIn(world, subject, User, tokens);
        return AgainAsync(world, subject, User, tokens, cancellationToken);
    }

    private static Task AnsweredAsync(World world, ISubject subject, Answer answer)
    {
        world.Answer = answer;
        return CallAsync(world, subject, world.NewSession(User, 1, true));
    }

    private static async Task<string> DoneAsync(Task task)
    {
        await task;
        return "done";
    }

    // What is cancelled is an OperationCanceledException of one kind or another.
    private static string Text(Exception exception) => exception switch
    {
        TaskCanceledException { InnerException: TimeoutException } => "time-out",
        OperationCanceledException => "cancelled",
        // Whose parameter it is that got no token is for the reader of the message alone.
        ArgumentNullException => nameof(ArgumentNullException),
        _ => exception.GetType().Name + ": " + exception.Message,
    };
}
