using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The page in a real browser. Pictures go to the folder <c>pages</c> beside the tests.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
    ];

    private readonly Sandbox _sandbox = new();
    private readonly List<string> _console = [];
    private readonly List<string> _requests = [];
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _sandbox.Dispose();
    }

    [NeedsProgramFact("chromium")]
    public async Task It_asks_for_nothing_says_nothing_and_answers_to_the_keyboard()
    {
        Gallery.Write(_sandbox);
        var scan = await ToolProcess.RunAsync(_sandbox.Root, "scan", "App", "--html", "page.html", "--min-severity", "info");
        Assert.True(scan.ExitCode == 1, scan.ToString());
        await using var page = await OpenAsync(_sandbox.PathTo("page.html"), 1440, 1000);

        Assert.Equal("light", await page.EvaluateExpressionAsync<string>("document.documentElement.dataset.theme"));
        await PictureAsync(page, "gallery-light");
        await page.Keyboard.PressAsync("t");
        Assert.Equal("dark", await page.EvaluateExpressionAsync<string>("document.documentElement.dataset.theme"));
        await PictureAsync(page, "gallery-dark");

        await page.Keyboard.PressAsync("j");
        var first = await page.EvaluateExpressionAsync<string>("document.activeElement.id");
        await page.Keyboard.PressAsync("j");
        var second = await page.EvaluateExpressionAsync<string>("document.activeElement.id");
        await page.Keyboard.PressAsync("k");
        Assert.Equal(("f1", "f2", "f1"), (first, second, await page.EvaluateExpressionAsync<string>("document.activeElement.id")));

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("rr0003");
        Assert.Equal(
            await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('.finding')].filter(f => f.dataset.text.includes('rr0003')).length"),
            await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.finding:not([hidden])').length"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.TypeAsync("?");
        Assert.False(await page.EvaluateExpressionAsync<bool>("document.getElementById('keys').hidden"));

        Assert.Empty(_console);
        Assert.Equal([new Uri(_sandbox.PathTo("page.html")).AbsoluteUri], _requests);
    }

    [NeedsProgramFact("chromium")]
    public async Task No_diagram_is_wider_than_its_picture_and_no_text_lies_on_another()
    {
        Gallery.Write(_sandbox);
        await ToolProcess.RunAsync(_sandbox.Root, "scan", "App", "--html", "page.html", "--min-severity", "info");
        await using var page = await OpenAsync(_sandbox.PathTo("page.html"), 1440, 1000);

        // Each text of a diagram lies inside of it, and apart from every other text.
        var overlaps = await page.EvaluateFunctionAsync<string[]>("""
            () => [...document.querySelectorAll('svg.scene')].flatMap(svg => {
              const box = svg.viewBox.baseVal, texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
              const out = texts.filter(([, b]) => b.x < 0 || b.x + b.width > box.width || b.y + b.height > box.height).map(([t]) => 'outside: ' + t);
              const hit = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;
              const on = texts.flatMap(([t, a], i) => texts.slice(i + 1).filter(([, b]) => hit(a, b)).map(([u]) => t + ' on ' + u));
              return [...out, ...on];
            })
            """);

        Assert.Empty(overlaps);
        Assert.True(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('svg.scene').length") > 5);
        Assert.Equal(0,
            await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [NeedsProgramFact("chromium")]
    public async Task A_mixed_solution_is_shown_with_what_could_not_be_analysed_on_a_phone_and_on_paper()
    {
        MixedShop.Write(_sandbox);
        await ToolProcess.RunAsync(_sandbox.Root, "scan", "--html", "page.html");
        await using var page = await OpenAsync(_sandbox.PathTo("page.html"), 1440, 1000);
        await PictureAsync(page, "mixed-light");

        Assert.Equal(3, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.failed li').length"));
        await page.SetViewportAsync(new ViewPortOptions { Width = 420, Height = 900 });
        await PictureAsync(page, "mixed-phone");
        Assert.Equal(0,
            await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        await page.PdfAsync(Picture("mixed", "pdf"), new PdfOptions { Format = PaperFormat.A4, PrintBackground = true });
        Assert.True(new FileInfo(Picture("mixed", "pdf")).Length > 20_000);
        Assert.Empty(_console);
    }

    private async Task<IPage> OpenAsync(string file, int width, int height)
    {
        _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = NeedsProgramFactAttribute.PathOf("chromium"),
            Args = [.. s_arguments, $"--user-data-dir={_sandbox.PathTo("browser")}"],
            DefaultViewport = new ViewPortOptions { Width = width, Height = height },
        });
        var page = await _browser.NewPageAsync();
        page.Console += (_, message) => _console.Add(message.Message.Text);
        page.PageError += (_, error) => _console.Add(error.Message ?? "");
        page.Request += (_, request) => _requests.Add(request.Request.Url);
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = "light" }]);
        await page.GoToAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    private static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(Picture(name, "png"), new ScreenshotOptions { FullPage = true });

    private static string Picture(string name, string ending) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pages")).FullName, $"{name}.{ending}");
}
