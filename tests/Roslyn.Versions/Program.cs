using Microsoft.CodeAnalysis;

return TestProgram.Run($"Roslyn {typeof(Compilation).Assembly.GetName().Version!.ToString(3)}");
