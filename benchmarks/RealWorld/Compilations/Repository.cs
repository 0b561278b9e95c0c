using System.Diagnostics;
using System.Text;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>The files of one tree that matter for a compilation, by path with forward slashes from its root. Contents are read when asked for.</summary>
internal sealed class Repository
{
    private static readonly string[] Endings = [".cs", ".csproj", ".props", ".targets", ".projitems", ".razor", ".cshtml"];

    private readonly string _root;
    private readonly Dictionary<string, byte[]> _read = [];

    /// <summary>Each path with its object id, or with null where the tree is a plain folder.</summary>
    private readonly SortedDictionary<string, string?> _paths;

    private Repository(string name, string root, string? commit, SortedDictionary<string, string?> paths) => (Name, _root, Commit, _paths) = (name, root, commit, paths);

    public string Name { get; }

    /// <summary>Gets the git directory, or the folder.</summary>
    public string Directory => _root;

    public string? Commit { get; }

    public IReadOnlyCollection<string> Paths => _paths.Keys;

    public static Repository FromFolder(string folder)
    {
        var paths = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var path in System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Where(Matters))
        {
            paths[path] = null;
        }

        return new Repository(folder, folder, null, paths);
    }

    /// <summary>Reads blobs straight from the object store: no checkout, no hooks, no filters.</summary>
    public static Repository FromGit(string directory, string revision)
    {
        var git = System.IO.Directory.Exists(Path.Combine(directory, ".git")) ? Path.Combine(directory, ".git") : directory;
        var commit = Encoding.UTF8.GetString(Run(git, null, "rev-parse", "--verify", "--quiet", $"{revision}^{{commit}}")).Trim();
        var paths = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(Run(git, null, "ls-tree", "-r", "-z", commit)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // <mode> SP <type> SP <id> TAB <path>; a link has mode 120000.
            var (head, path) = (line[..line.IndexOf('\t')].Split(' '), line[(line.IndexOf('\t') + 1)..]);
            if (head[1] == "blob" && head[0] != "120000" && Matters(path))
            {
                paths[path] = head[2];
            }
        }

        return new Repository(directory, git, commit, paths);
    }

    public bool Contains(string path) => _paths.ContainsKey(path);

    /// <summary>The bytes of a file; empty where the object store lacks them.</summary>
    public byte[] Bytes(string path)
    {
        lock (_read)
        {
            if (!_read.TryGetValue(path, out var bytes))
            {
                Load([path]);
                bytes = _read[path];
            }

            return bytes;
        }
    }

    public string Text(string path) => new StreamReader(new MemoryStream(Bytes(path))).ReadToEnd();

    /// <summary>Reads many files at once, which is far quicker than one by one.</summary>
    public void Load(IEnumerable<string> paths)
    {
        lock (_read)
        {
            var wanted = paths.Where(path => !_read.ContainsKey(path)).Distinct().ToList();
            if (Commit is null)
            {
                wanted.ForEach(path => _read[path] = File.ReadAllBytes(Path.Combine(_root, path)));
            }
            else if (wanted.Count > 0)
            {
                LoadBlobs(wanted);
            }
        }
    }

    private static bool Matters(string path) =>
        Endings.Contains(Path.GetExtension(path).ToLowerInvariant()) && !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules");

    private static byte[] Run(string git, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["--git-dir", git, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var feed = Task.Run(() =>
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        feed.Wait();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : throw new UsageException($"git {string.Join(' ', arguments)} failed in {git}.");
    }

    private void LoadBlobs(List<string> paths)
    {
        var answer = Run(_root, string.Concat(paths.Select(path => _paths[path] + "\n")), "cat-file", "--batch");
        var at = 0;
        foreach (var path in paths)
        {
            // <id> SP blob SP <size> LF <contents> LF, or <id> SP missing LF.
            var end = Array.IndexOf(answer, (byte)'\n', at);
            var head = Encoding.ASCII.GetString(answer, at, end - at).Split(' ');
            at = end + 1;
            if (head is [_, "blob", var size])
            {
                var length = int.Parse(size);
                _read[path] = answer.AsSpan(at, length).ToArray();
                at += length + 1;
            }
            else
            {
                _read[path] = [];
            }
        }
    }
}
