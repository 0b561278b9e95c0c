using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>
/// Restores the packages of a project with NuGet: its commit is written to a temporary folder, and <c>dotnet restore</c> runs there. That evaluates the project's build files, which may
/// run code of theirs; so it happens only where it is asked for. The feeds are those of the user, not those of the repository, and the SDK is the one at hand.
/// </summary>
internal sealed class PackageRestore(Action<string> log) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string[] Unwanted = ["global.json", "nuget.config"];

    private readonly ConcurrentDictionary<string, string> _folders = new();

    /// <summary>Gets each project that was asked for, and what came of it: a number of assemblies, or null where the stubs had to do.</summary>
    public ConcurrentDictionary<string, int?> Outcomes { get; } = new();

    /// <summary>The assemblies of the packages that a project compiles against; none where the restore failed.</summary>
    public IReadOnlyList<string> Assemblies(Repository repository, ProjectFile project)
    {
        if (repository.Commit is not { } commit || project.Sdk.Length == 0)
        {
            return [];
        }

        var folder = _folders.GetOrAdd(repository.Name + commit, _ => Extract(repository.Directory, commit));
        var file = Path.Combine(folder, project.FilePath);
        var done = File.Exists(file) && Run("dotnet", folder, "restore", file, "--nologo", "-v", "q", "-p:EnableWindowsTargeting=true", "-p:NuGetAudit=false", "-p:TreatWarningsAsErrors=false");
        var assets = Path.Combine(Path.GetDirectoryName(file)!, "obj", "project.assets.json");
        List<string>? found = done && File.Exists(assets) ? Read(assets, project.Framework) : null;
        Outcomes[$"{Path.GetFileName(repository.Name)} {project.FilePath}"] = found?.Count;
        log($"{project.FilePath}: {(found is null ? "no restore, stubs stand in" : $"{found.Count} assemblies restored")}");
        return found ?? [];
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Read(string assets, string? framework)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var wanted = TargetFramework.Parse(framework);
        var targets = root.GetProperty("targets").EnumerateObject().ToList();
        var target = targets.FirstOrDefault(one => TargetFramework.Parse(one.Name) == wanted);
        var packages = (target.Value.ValueKind == JsonValueKind.Object ? target : targets[0]).Value;
        return [.. packages.EnumerateObject()
            .Where(library => library.Value.TryGetProperty("compile", out _) && library.Value.GetProperty("type").GetString() == "package")
            .SelectMany(library => library.Value.GetProperty("compile").EnumerateObject().Select(file => Path.Combine(library.Name.ToLowerInvariant(), file.Name)))
            .Where(file => file.EndsWith(".dll", StringComparison.Ordinal))
            .Select(file => folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists))
            .OfType<string>()];
    }

    private static bool Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return false;
        }

        output.Wait();
        return process.ExitCode == 0;
    }

    private static string Extract(string git, string commit)
    {
        var folder = Directory.CreateTempSubdirectory("realworld-").FullName;
        var archive = Path.Combine(folder, "tree.tar");
        if (Run("git", folder, "--git-dir", git, "archive", "--format=tar", "-o", archive, commit))
        {
            System.Formats.Tar.TarFile.ExtractToDirectory(archive, folder, overwriteFiles: true);
            File.Delete(archive);
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Unwanted.Contains(Path.GetFileName(file).ToLowerInvariant())).ToList())
        {
            File.Delete(file);
        }

        return folder;
    }
}
