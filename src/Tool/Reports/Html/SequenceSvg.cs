using System.Globalization;
using System.Net;
using System.Text;
using RefreshRace.Tool.Reports.Scenes;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>Draws a scene as an SVG sequence diagram. Colours come from the page's style, so that it follows light and dark.</summary>
internal sealed class SequenceSvg
{
    private const int LaneWidth = 218;
    private const int Margin = 96;
    private const int HeadHeight = 62;
    private const int RowHeight = 52;
    private const double CharWidth = 6.7;
    private const double SmallCharWidth = 5.7;

    private readonly StringBuilder _svg = new();
    private readonly Scene _scene;

    private SequenceSvg(Scene scene) => _scene = scene;

    /// <param name="scene">What is drawn.</param>
    /// <param name="id">Unique in the page: names the title for screen readers.</param>
    public static string Of(Scene scene, string id) => new SequenceSvg(scene).Draw(id);

    private string Draw(string id)
    {
        var width = Width;
        var bottom = HeadHeight + 26 + (_scene.Steps.Length * RowHeight);
        Add($"<svg class=\"scene\" viewBox=\"0 0 {width} {bottom + 12}\" role=\"img\" aria-labelledby=\"{id}-title\" ");
        Add("xmlns=\"http://www.w3.org/2000/svg\">");
        Add($"<title id=\"{id}-title\">{Html(Summary())}</title>");
        for (var lane = 0; lane < _scene.Actors.Length; lane++)
        {
            DrawActor(lane, bottom);
        }

        for (var index = 0; index < _scene.Steps.Length; index++)
        {
            DrawStep(_scene.Steps[index], index, HeadHeight + 34 + (index * RowHeight));
        }

        Add("</svg>");
        return _svg.ToString();
    }

    /// <summary>The whole sequence in words.</summary>
    private string Summary() =>
        $"{_scene.Title}. " + string.Join(" ", _scene.Steps.Select((step, index) => $"{index + 1}. {Words(step)}."));

    private string Words(SceneStep step)
    {
        var (from, to) = (_scene.Actors[step.From].Title, _scene.Actors[step.To].Title);
        var token = step.Token is null ? "" : $" {step.Token}{(step.IsConsumed ? " (consumed)" : "")}";
        return step.From == step.To ? $"{from}: {step.Label}" : $"{from} to {to}:{token} {step.Label}".TrimEnd();
    }

    private void DrawActor(int lane, int bottom)
    {
        var actor = _scene.Actors[lane];
        var x = X(lane);
        var kind = actor.Kind.ToString().ToLowerInvariant();
        Add($"<line class=\"life\" x1=\"{x}\" y1=\"{HeadHeight}\" x2=\"{x}\" y2=\"{bottom}\"/>");
        Add($"<rect class=\"actor {kind}\" x=\"{x - 90}\" y=\"6\" width=\"180\" height=\"{HeadHeight - 10}\" rx=\"9\"/>");
        Text(x, 28, "actor-title", actor.Title, 170, CharWidth);
        Text(x, 46, "actor-sub", actor.Subtitle, 168, SmallCharWidth);
    }

    private void DrawStep(SceneStep step, int index, int y)
    {
        Add($"<g class=\"step {step.Kind.ToString().ToLowerInvariant()}\">");
        Text(14, y + 4, "time", (index + 1).ToString(CultureInfo.InvariantCulture), 20, CharWidth);
        if (step.From == step.To)
        {
            DrawNote(step, y);
        }
        else
        {
            DrawArrow(step, y);
        }

        Add("</g>");
    }

    private void DrawArrow(SceneStep step, int y)
    {
        var (start, end) = (X(step.From), X(step.To));
        var direction = Math.Sign(end - start);
        var (tip, middle) = (end - (direction * 3), (start + end) / 2);
        var room = Math.Abs(end - start) - 12;
        var rise = step.Token is null ? 7 : 13;
        Add($"<line class=\"arrow\" x1=\"{start + (direction * 3)}\" y1=\"{y}\" x2=\"{tip - (direction * 6)}\" y2=\"{y}\"/>");
        Add($"<path class=\"head\" d=\"M{tip} {y} l{-direction * 9} -4.5 v9 z\"/>");
        Text(middle, y - rise, "label", step.Label, room, CharWidth);
        if (step.Where is not null)
        {
            Text(middle, y + (step.Token is null ? 14 : 18), "where", FileOf(step.Where), room, SmallCharWidth);
        }

        if (step.Token is not null)
        {
            DrawToken(step, start + (direction * 26), y);
        }
    }

    private void DrawToken(SceneStep step, int x, int y)
    {
        var state = step.IsConsumed ? "consumed" : step.Token!.ToLowerInvariant();
        Add($"<rect class=\"pill {state}\" x=\"{x - 15}\" y=\"{y - 9}\" width=\"30\" height=\"18\" rx=\"9\"/>");
        Text(x, y + 4, $"pill-text {state}", step.Token!, 30, CharWidth);
        if (step.IsConsumed)
        {
            Add($"<line class=\"strike\" x1=\"{x - 11}\" y1=\"{y}\" x2=\"{x + 11}\" y2=\"{y}\"/>");
        }
    }

    private void DrawNote(SceneStep step, int y)
    {
        // A note at the edge grows into the picture.
        var x = X(step.From);
        var longest = Math.Max(step.Label.Length * CharWidth, FileOf(step.Where ?? "").Length * SmallCharWidth);
        var width = Math.Clamp(longest + 28, 120, LaneWidth * 1.75);
        var left = Math.Clamp(x - (width / 2), 30, Width - width - 6);
        var middle = left + (width / 2);
        var height = step.Where is null ? 28 : 38;
        Add($"<rect class=\"note\" x=\"{Number(left)}\" y=\"{y - 18}\" width=\"{Number(width)}\" height=\"{height}\" rx=\"6\"/>");
        Text(middle, y, "label", step.Label, width - 14, CharWidth);
        if (step.Where is not null)
        {
            Text(middle, y + 14, "where", FileOf(step.Where), width - 14, SmallCharWidth);
        }
    }

    // The path is in the listing below; here the file is enough.
    private static string FileOf(string where) => where[(where.LastIndexOf('/') + 1)..];

    private int Width => X(_scene.Actors.Length - 1) + Margin;

    // The column on the left holds the numbers of the steps.
    private static int X(int lane) => Margin + 28 + (lane * LaneWidth);

    /// <summary>Text that is cut to its room; the whole is in a tooltip.</summary>
    private void Text(double x, int y, string style, string text, double room, double charWidth)
    {
        var fitting = Math.Max(3, (int)(room / charWidth));
        var isPath = style == "where";
        var shown = text.Length <= fitting ? text : isPath ? "…" + text[^(fitting - 1)..] : text[..(fitting - 1)] + "…";
        var tip = shown == text ? "" : $"<title>{Html(text)}</title>";
        Add($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{y}\">{tip}{Html(shown)}</text>");
    }

    private void Add(FormattableString markup) => _svg.Append(markup.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Add(string markup) => _svg.Append(markup).Append('\n');

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
