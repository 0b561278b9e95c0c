using System.Text;
using Microsoft.CodeAnalysis;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>What a fix changed, for a reader: removed and added lines with a few unchanged ones around them.</summary>
internal static class FixDiff
{
    private const int Context = 3;

    public static async Task<string> BetweenAsync(Project before, Project after)
    {
        var text = new StringBuilder();
        foreach (var id in after.GetChanges(before).GetChangedDocuments())
        {
            var (old, now) = (await LinesAsync(before.GetDocument(id)!), await LinesAsync(after.GetDocument(id)!));
            text.Append($"--- {before.GetDocument(id)!.FilePath}\n");
            Append(text, old, now);
        }

        return text.ToString();
    }

    private static async Task<string[]> LinesAsync(Document document) => (await document.GetTextAsync()).ToString().ReplaceLineEndings("\n").Split('\n');

    /// <summary>A longest common subsequence over what lies between the common head and the common tail: fixes change a few dozen lines.</summary>
    private static void Append(StringBuilder text, string[] old, string[] now)
    {
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        var (removed, added) = (old[head..^tail], now[head..^tail]);
        var common = new int[removed.Length + 1, added.Length + 1];
        for (var i = removed.Length - 1; i >= 0; i--)
        {
            for (var j = added.Length - 1; j >= 0; j--)
            {
                common[i, j] = removed[i] == added[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<(char Mark, string Text)>();
        lines.AddRange(old[..head].Select(line => (' ', line)));
        var (left, right) = (0, 0);
        while (left < removed.Length || right < added.Length)
        {
            if (left < removed.Length && right < added.Length && removed[left] == added[right])
            {
                lines.Add((' ', removed[left]));
                (left, right) = (left + 1, right + 1);
            }
            else if (right == added.Length || (left < removed.Length && common[left + 1, right] >= common[left, right + 1]))
            {
                lines.Add(('-', removed[left++]));
            }
            else
            {
                lines.Add(('+', added[right++]));
            }
        }

        lines.AddRange(old[(old.Length - tail)..].Select(line => (' ', line)));
        var last = -1;
        for (var index = 0; index < lines.Count; index++)
        {
            if (!lines[Math.Max(0, index - Context)..Math.Min(lines.Count, index + Context + 1)].Exists(line => line.Mark != ' '))
            {
                continue;
            }

            text.Append(last >= 0 && index > last + 1 ? "  @@\n" : string.Empty).Append($"{lines[index].Mark} {lines[index].Text}\n");
            last = index;
        }
    }
}
