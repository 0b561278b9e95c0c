namespace RefreshRace.Runtime.Tests;

/// <summary>An exchange whose answers the test gives: each start waits for its own answer.</summary>
internal sealed class Exchange
{
    private readonly List<TaskCompletionSource<string>> _answers = [];
    private readonly List<string> _presented = [];
    private readonly List<CancellationToken> _tokens = [];

    public int Started
    {
        get
        {
            lock (_answers)
                return _answers.Count;
        }
    }

    public IReadOnlyList<string> Presented
    {
        get
        {
            lock (_answers)
                return [.. _presented];
        }
    }

    public CancellationToken Token(int start)
    {
        lock (_answers)
            return _tokens[start];
    }

    public Task<string> Run(string key, CancellationToken token)
    {
        lock (_answers)
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _answers.Add(answer);
            _presented.Add(key);
            _tokens.Add(token);
            return answer.Task;
        }
    }

    /// <summary>The answer of the start with this number; waits until it has started.</summary>
    public async Task<TaskCompletionSource<string>> Answer(int start)
    {
        await Eventually.Holds(() => Started > start);
        lock (_answers)
            return _answers[start];
    }

    public async Task Succeed(int start, string result) => (await Answer(start)).SetResult(result);

    public async Task Fail(int start, Exception exception) => (await Answer(start)).SetException(exception);
}
