namespace RefreshRace;

/// <summary>
/// Finds the older link of a chain of rotations by the newer key. The table itself leads from a key to its successor; a sign-out with the
/// newest token and a commit need the way back. Has a lock of its own, which may be taken under the lock of a shard and never the other way
/// round. No comparer runs under it.
/// </summary>
internal sealed class ChainIndex<TKey, TResult>
{
    private const int SmallestTable = 16;

    private ChainLink<TKey, TResult>?[] _links = new ChainLink<TKey, TResult>?[SmallestTable];
    private int _count;
    private int _gate;
    private int _owed;
    private int _repeating;

    /// <summary>How many kept results of the table wait for their commit.</summary>
    internal int Owed => Volatile.Read(ref _owed);

    /// <summary>
    /// How many commits are being repeated. While there are any, a flight looks for one whose result is its key, and waits for it.
    /// </summary>
    internal int Repeating => Volatile.Read(ref _repeating);

    internal void OwedChanged(int change) => Interlocked.Add(ref _owed, change);

    internal void Add(ChainLink<TKey, TResult> link)
    {
        SpinGate.Enter(ref _gate);
        if (_count == _links.Length)
            Resize(_links.Length * 2);
        ref var head = ref Head(link.Hash);
        link.Next = head;
        head = link;
        _count++;
        SpinGate.Exit(ref _gate);
    }

    /// <summary>Removes this very link, if it is there.</summary>
    internal void Remove(ChainLink<TKey, TResult> link)
    {
        SpinGate.Enter(ref _gate);
        ref var place = ref Head(link.Hash);
        while (place is not null && !ReferenceEquals(place, link))
            place = ref place.Next;
        if (place is not null)
        {
            place = link.Next;
            link.Next = null;
            _count--;
            if (_links.Length > SmallestTable && _count < _links.Length / 8)
                Resize(_links.Length / 4);
        }

        SpinGate.Exit(ref _gate);
    }

    /// <summary>The links whose successor has this hash; the caller compares the keys.</summary>
    internal IReadOnlyList<ChainLink<TKey, TResult>> WithHash(int hash)
    {
        List<ChainLink<TKey, TResult>>? found = null;
        SpinGate.Enter(ref _gate);
        for (var link = Head(hash); link is not null; link = link.Next)
        {
            if (link.Hash == hash)
                (found ??= []).Add(link);
        }

        SpinGate.Exit(ref _gate);
        return found ?? (IReadOnlyList<ChainLink<TKey, TResult>>)[];
    }

    /// <summary>Says that the commit for a link is being repeated, so that no flight for its successor starts meanwhile.</summary>
    internal void BeginRepeat(ChainLink<TKey, TResult> link)
    {
        link.Repeat = new TaskCompletionSource<bool>(SchedulePoint.Continuations);

        // A full fence: what is looked up after it, and what another thread looks up after it has published a flight, cannot both be
        // missed.
        Interlocked.Increment(ref _repeating);
    }

    /// <summary>Lets the flights go on that wait for a repeated commit; does nothing where there is none any more.</summary>
    internal void EndRepeat(ChainLink<TKey, TResult> link)
    {
        if (Interlocked.Exchange(ref link.Repeat, null) is not { } repeat)
            return;
        Interlocked.Decrement(ref _repeating);
        repeat.TrySetResult(true);
    }

    private ref ChainLink<TKey, TResult>? Head(int hash) => ref _links[hash & (_links.Length - 1)];

    private void Resize(int length)
    {
        var old = _links;
        _links = new ChainLink<TKey, TResult>?[length];
        foreach (var first in old)
        {
            for (var link = first; link is not null;)
            {
                var next = link.Next;
                ref var head = ref Head(link.Hash);
                link.Next = head;
                head = link;
                link = next;
            }
        }
    }
}
