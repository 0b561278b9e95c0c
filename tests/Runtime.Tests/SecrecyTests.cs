using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace RefreshRace.Runtime.Tests;

/// <summary>Keys and results are secrets: they appear in no text, tag, or debugger view.</summary>
[Collection(NotBesideListeners.Name)]
public class SecrecyTests
{
    private const string Key = "secret-refresh-token";

    [Fact]
    public async Task No_text_of_a_flight_contains_a_key_or_a_result()
    {
        var time = new ManualTime();
        var flight = new SingleFlight<string, string>(new() { TimeProvider = time, Name = "bff" });
        await flight.RunAsync(Key, (_, _) => Task.FromResult("secret-result"));
        Assert.Equal("SingleFlight (bff)", flight.ToString());
        Assert.Equal("SingleFlight", new SingleFlight<string>().ToString());
        Assert.Equal("SessionFlight", new SessionFlight().ToString());
        Assert.Equal("SessionFlight", new SessionFlight<string>().ToString());

        var texts = new List<string>();
        void Note(Exception? exception)
        {
            for (var each = exception; each is not null; each = each.InnerException)
                Assert.Empty(each.Data);
            texts.Add(exception!.ToString());
        }

        var under = flight.RunAsync("secret-2", async (_, _) =>
        {
            Note(await Record.ExceptionAsync(() => flight.RunAsync("secret-2", Flights.Never)));
            await Task.Delay(Timeout.Infinite);
            return "secret-result";
        });
        await Eventually.Holds(() => texts.Count == 1);
        time.Advance(TimeSpan.FromSeconds(60));
        Note(await Record.ExceptionAsync(() => under.Ends()));
        _ = flight.DrainAsync();
        Note(await Record.ExceptionAsync(() => flight.RunAsync("secret-3", Flights.Never)));
        Note(await Record.ExceptionAsync(() => new SingleFlight<string, string>().RunAsync("secret-4", (_, _) => null!)));
        Assert.All(texts, text => Assert.DoesNotContain("secret", text));
    }

    [Fact]
    public void Debugger_views_show_numbers()
    {
        foreach (var type in (Type[])[typeof(SingleFlight<,>), typeof(SingleFlight<>), typeof(SessionFlight<>), typeof(SessionFlight)])
        {
            Assert.Equal("{ToString(),nq}", type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
            Assert.Equal(
                typeof(FlightDebugView).AssemblyQualifiedName, type.GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName);
        }

        Assert.Equal(["InFlight", "Name", "Retained"], typeof(FlightDebugView).GetProperties().Select(p => p.Name).Order());
        foreach (var (type, field) in ((Type, string)[])
            [
                (typeof(Flight<,>), "Key"),
                (typeof(Flight<,>), "Outcome"),
                (typeof(FlightExtras<,>), "Kept"),
                (typeof(ChainLink<,>), "Successor"),
            ])
        {
            var browsable = type.GetField(
                field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetCustomAttribute<DebuggerBrowsableAttribute>();
            Assert.Equal(DebuggerBrowsableState.Never, browsable!.State);
        }
    }

    [Fact]
    public async Task No_tag_of_a_metric_or_a_span_contains_a_key_or_a_result()
    {
        var tags = new List<string>();
        using var meter = new Meter("secrecy");
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter == meter)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        void Collect(ReadOnlySpan<KeyValuePair<string, object?>> all)
        {
            lock (tags)
            {
                foreach (var tag in all)
                    tags.Add($"{tag.Key}={tag.Value}");
            }
        }

        listener.SetMeasurementEventCallback<long>((_, _, all, _) => Collect(all));
        listener.SetMeasurementEventCallback<double>((_, _, all, _) => Collect(all));
        listener.Start();
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (tags)
                {
                    tags.Add(
                        $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} "
                    + string.Join(' ', span.Baggage));
                    tags.Add(string.Join(' ', span.Events.SelectMany(e => e.Tags).Concat(span.Links.SelectMany(link => link.Tags ?? []))));
                }
            },
        };
        ActivitySource.AddActivityListener(spans);
        foreach (var name in (string?[])["bff", null])
        {
            var flight = new SingleFlight<string, string>(new() { Name = name, Meter = meter });
            await flight.RunAsync(Key, (_, _) => Task.FromResult("secret-result"));
            await flight.RunAsync(Key, Flights.Never);
            flight.Run(Key, (_, _) => throw new InvalidOperationException());
            await Assert.ThrowsAsync<FormatException>(
                () => flight.RunAsync("secret-2", (_, _) => throw new FormatException("secret-message")));
        }

        lock (tags)
        {
            Assert.Contains("name=bff", tags);
            Assert.All(tags, tag => Assert.DoesNotContain("secret", tag));
        }
    }
}
