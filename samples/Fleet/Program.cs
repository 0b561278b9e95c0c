using Fleet;

// Without arguments: prints the table. As "app …" it is one process of the application.
if (args is ["app", .. var arguments])
{
    await Application.RunAsync(AppOptions.Parse(arguments));
    return;
}

await Table.PrintAsync();
