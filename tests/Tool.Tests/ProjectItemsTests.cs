using RefreshRace.Tool.Fixing;

namespace RefreshRace.Tool.Tests;

/// <summary>Items of project files are inserted as a person would write them.</summary>
public sealed class ProjectItemsTests
{
    [Fact]
    public void After_the_last_item_of_its_kind_with_the_file_s_own_indentation()
    {
        const string Before = "<Project Sdk=\"Microsoft.NET.Sdk\">\r\n\t<ItemGroup>\r\n\t\t<PackageReference Include=\"A\" Version=\"1\" /><!-- why -->\r\n\t</ItemGroup>\r\n</Project>\r\n";

        var after = ProjectItems.Insert(Before, "PackageReference", "RefreshRace", "0.1.0");

        Assert.Equal(
            "<Project Sdk=\"Microsoft.NET.Sdk\">\r\n\t<ItemGroup>\r\n\t\t<PackageReference Include=\"A\" Version=\"1\" />\r\n\t\t<PackageReference Include=\"RefreshRace\" Version=\"0.1.0\" /><!-- why -->\r\n\t</ItemGroup>\r\n</Project>\r\n",
            after);
    }

    [Fact]
    public void After_an_item_with_content()
    {
        const string Before = """
            <Project>
              <ItemGroup>
                <PackageReference Include="A">
                  <PrivateAssets>all</PrivateAssets>
                </PackageReference>
              </ItemGroup>
            </Project>
            """;

        var after = ProjectItems.Insert(Before, "PackageReference", "RefreshRace", null)!;

        Assert.Contains("    </PackageReference>\n    <PackageReference Include=\"RefreshRace\" />\n  </ItemGroup>",
            after.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Not_into_a_group_that_holds_for_some_builds_only()
    {
        const string Before = """
            <Project Sdk="Microsoft.NET.Sdk">

              <ItemGroup Condition="'$(TargetFramework)' == 'net48'">
                <PackageReference Include="A" Version="1" />
              </ItemGroup>

            </Project>
            """;

        var after = ProjectItems.Insert(Before, "PackageReference", "RefreshRace", "0.1.0")!.ReplaceLineEndings("\n");

        Assert.EndsWith("  </ItemGroup>\n\n  <ItemGroup>\n    <PackageReference Include=\"RefreshRace\" Version=\"0.1.0\" />\n  </ItemGroup>\n\n</Project>", after);
    }

    [Fact]
    public void Not_into_something_that_is_no_project()
    {
        Assert.Null(ProjectItems.Insert("<configuration />", "PackageReference", "RefreshRace", null));
        Assert.Null(ProjectItems.Insert("<Project>", "PackageReference", "RefreshRace", null));
    }

    [Fact]
    public void A_reference_that_is_there_is_seen_whatever_its_case() =>
        Assert.True(ProjectItems.Has("<Project><ItemGroup><PackageReference Include=\"refreshrace\" /></ItemGroup></Project>",
            "PackageReference", "RefreshRace"));
}
