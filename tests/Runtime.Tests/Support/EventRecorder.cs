using System.Diagnostics.Tracing;

namespace RefreshRace.Runtime.Tests;

/// <summary>The events of the flights with one name.</summary>
internal sealed class EventRecorder(string name, EventLevel level) : EventListener
{
    private readonly List<string> _texts = [];
    private EventSource? _source;

    internal IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
                return [.. _texts];
        }
    }

    /// <summary>A source goes on asking for the lowest level that somebody wanted until all have said that they want nothing.</summary>
    public override void Dispose()
    {
        if (_source is not null)
            DisableEvents(_source);
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name != "RefreshRace")
            return;
        _source = eventSource;
        EnableEvents(eventSource, level);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource != _source || eventData.PayloadNames![0] != "name" || !Equals(eventData.Payload![0], name))
            return;
        var rest = eventData.PayloadNames.Zip(eventData.Payload, (key, value) => $"{key}={value}").Skip(1);
        lock (_texts)
            _texts.Add($"{eventData.EventName} {eventData.EventId} {eventData.Level}: {string.Join(", ", rest)}");
    }
}
