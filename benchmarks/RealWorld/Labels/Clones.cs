namespace RefreshRace.RealWorld.Labels;

/// <summary>Finds the clone of a repository below a folder: owner+name/repo, owner+name or owner/name, each a git directory or a checkout.</summary>
internal sealed class Clones(string root)
{
    public string? Find(string repo)
    {
        var joined = repo.Replace('/', '+');
        return new[] { Path.Combine(root, joined, "repo"), Path.Combine(root, joined), Path.Combine(root, repo) }.FirstOrDefault(IsGit);
    }

    private static bool IsGit(string folder) => Directory.Exists(Path.Combine(folder, ".git")) || (File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")));
}
