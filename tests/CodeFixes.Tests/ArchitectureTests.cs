using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>The rooms of the fixes: who may know whom, read off the sources.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLineLength = 140;
    private const int MaxFileLength = 350;

    private static readonly string s_source = Path.Combine(
        typeof(ArchitectureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "RepositoryRoot").Value!,
        "src",
        "CodeFixes");

    /// <summary>Each room, with all that it may use. The fixes themselves, which stand above the rooms, may use every one.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Syntax"] = [],
        ["Sites"] = ["Syntax"],
        ["Keys"] = ["Syntax", "Sites"],
        ["Flights"] = ["Syntax", "Sites", "Keys"],
        ["Locks"] = ["Syntax", "Sites"],
        ["Sharing"] = ["Syntax", "Sites", "Keys", "Flights"],
        ["Rethrow"] = ["Syntax", "Sites"],
    };

    [Fact]
    public void Every_folder_is_a_room()
    {
        var folders = Directory.GetDirectories(s_source).Where(path => Directory.EnumerateFiles(path, "*.cs").Any()).Select(Path.GetFileName);

        Assert.Equal(s_mayUse.Keys.Order(), folders.Order());
    }

    [Fact]
    public void Every_file_declares_the_namespace_of_its_folder()
    {
        foreach (var (room, text, path) in Files())
        {
            var expected = room.Length == 0 ? "RefreshRace.CodeFixes" : "RefreshRace.CodeFixes." + room;
            Assert.True(text.Contains($"namespace {expected};"), $"{path} is not in {expected}");
        }
    }

    [Fact]
    public void A_room_uses_no_room_beside_or_above_it()
    {
        foreach (var (room, text, path) in Files().Where(file => file.Room.Length > 0))
        {
            var used = Room().Matches(text).Select(match => match.Groups[1].Value).Where(name => name != room).Distinct();
            Assert.All(used, name => Assert.True(s_mayUse[room].Contains(name), $"{path} uses {name}"));
        }
    }

    [Fact]
    public void A_room_does_not_use_the_fixes()
    {
        var fixes = Files().Where(file => file.Room.Length == 0).Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToArray();
        foreach (var (_, text, path) in Files().Where(file => file.Room.Length > 0))
        {
            Assert.All(fixes, fix => Assert.False(Regex.IsMatch(text, $@"(?<![\w<""]){fix}(?![\w""])"), $"{path} uses {fix}"));
        }
    }

    [Fact]
    public void The_rooms_have_no_circle()
    {
        foreach (var start in s_mayUse.Keys)
        {
            var reached = new HashSet<string>();
            var open = new Stack<string>(s_mayUse[start]);
            while (open.TryPop(out var room))
            {
                if (reached.Add(room))
                {
                    Array.ForEach(s_mayUse[room], open.Push);
                }
            }

            Assert.DoesNotContain(start, reached);
        }
    }

    [Fact]
    public void No_line_and_no_file_is_too_long()
    {
        foreach (var (_, text, path) in Files())
        {
            var lines = text.Split('\n');
            Assert.True(lines.Length <= MaxFileLength, $"{path} has {lines.Length} lines");
            Assert.All(lines, line => Assert.True(line.Length <= MaxLineLength, $"{path}: {line}"));
        }
    }

    [GeneratedRegex(@"\bRefreshRace\.CodeFixes\.(\w+)")]
    private static partial Regex Room();

    private static IEnumerable<(string Room, string Text, string Path)> Files() =>
        from path in Directory.EnumerateFiles(s_source, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(s_source, path)
        let room = Path.GetDirectoryName(relative)!
        where !room.StartsWith("obj") && !room.StartsWith("bin")
        select (room, File.ReadAllText(path), relative);
}
