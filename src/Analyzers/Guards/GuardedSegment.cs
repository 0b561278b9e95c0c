using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>One stretch of code between the taking of a guard and the refresh: from the acquire (or the start of a function) to the call that leads deeper.</summary>
/// <param name="Body">The member.</param>
/// <param name="Function">The lambda or local function of it; null for the member's own code.</param>
/// <param name="From">The operation that takes the guard; null where the whole function runs under it.</param>
/// <param name="Target">The call that leads to the next stretch, or the refresh itself.</param>
/// <param name="Inside">The code of this member that runs under the guard; what is read elsewhere in it was read before.</param>
internal sealed record GuardedSegment(MemberBody Body, IOperation? Function, IOperation? From, IOperation Target, ImmutableArray<TextSpan> Inside)
{
    public bool IsInside(IOperation operation) => Inside.Any(span => span.Contains(operation.Syntax.Span));

    /// <summary>The stretches of one member from a place outwards to inwards, and from there through the deeper members of the path.</summary>
    /// <param name="places">The places of the member from the call outwards: the call, the use of the lambda that holds it, and so on. The last one is under the guard.</param>
    public static ImmutableArray<GuardedSegment> Chain(MemberBody body, IReadOnlyList<IOperation> places, IOperation? acquire, CallFrame? callee)
    {
        var inside = ImmutableArray.CreateBuilder<TextSpan>();
        for (var index = 0; index < places.Count; index++)
        {
            var function = FunctionFlow.FunctionAround(places[index]);
            var span = (function ?? body.Root).Syntax.Span;
            var isGuarded = index == places.Count - 1 && acquire is not null;
            inside.Add(isGuarded ? TextSpan.FromBounds(Math.Min(StartOf(acquire!), span.End), span.End) : span);
        }

        var spans = inside.ToImmutable();
        var segments = ImmutableArray.CreateBuilder<GuardedSegment>();
        for (var index = places.Count - 1; index >= 0; index--)
        {
            segments.Add(new GuardedSegment(body, FunctionFlow.FunctionAround(places[index]), index == places.Count - 1 ? acquire : null, places[index], spans));
        }

        for (var frame = callee; frame is not null; frame = frame.Callee)
        {
            var whole = ImmutableArray.Create(frame.Body.Root.Syntax.Span);
            foreach (var place in Outwards(frame.Call).Reverse())
            {
                segments.Add(new GuardedSegment(frame.Body, FunctionFlow.FunctionAround(place), null, place, whole));
            }
        }

        return segments.ToImmutable();
    }

    // What a lock statement evaluates before it is entered is its lock; everything in its body comes after.
    private static int StartOf(IOperation acquire) => acquire is ILockOperation statement ? statement.Body.Syntax.SpanStart : acquire.Syntax.Span.End;

    /// <summary>An operation and, outwards, the functions that hold it, each standing for its own use.</summary>
    private static IEnumerable<IOperation> Outwards(IOperation operation)
    {
        for (var at = operation; at is not null; at = FunctionFlow.FunctionAround(at))
        {
            yield return at;
        }
    }
}
